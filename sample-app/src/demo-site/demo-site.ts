import { X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import type { CimdOptions } from 'nestjs-dcr';
import type { Settings } from '../config/settings.js';
import { createCertificate, type HostCertificate } from './certificates.js';

/** Names under `.test` exist nowhere: only the test seam of the package knows them. */
export const DEMO_HOST = 'demo-client.test';

const DAY_MS = 86_400_000;

/** The web site of the demo's client, which serves its metadata document on loopback while the demo runs. */
export interface DemoSite extends HostCertificate {
  port: number;
}

/** What an earlier start stored; `undefined` if there was none. */
export async function readDemoSite({ demoSiteFile }: Settings): Promise<DemoSite | undefined> {
  try {
    return JSON.parse(await readFile(demoSiteFile, 'utf8')) as DemoSite;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The certificate is kept next to the database, where the demo and other replicas find it. */
export async function keepDemoSite(settings: Settings): Promise<DemoSite> {
  const kept = await readDemoSite(settings);
  const { demoSitePort: port, demoSiteFile } = settings;
  if (kept?.port === port && isValid(kept)) return kept;
  const certificate = kept && isValid(kept) ? kept : await createCertificate(DEMO_HOST);
  const site = { ...certificate, port };
  await writeFile(demoSiteFile, JSON.stringify(site, undefined, 2), { mode: 0o600 });
  return site;
}

/** The test seam of the package: this one name leads to this one port on loopback, and only with our certificate. */
export function demoSiteOptions({ port, authority }: DemoSite): Pick<CimdOptions, 'testHosts' | 'testCa'> {
  return { testHosts: { [DEMO_HOST]: { connect: `127.0.0.1:${port}` } }, testCa: authority };
}

function isValid({ certificate }: DemoSite): boolean {
  return Date.parse(new X509Certificate(certificate).validTo) > Date.now() + DAY_MS;
}
