// @peculiar/x509 expects it.
import 'reflect-metadata';
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { KeyObject, webcrypto } from 'node:crypto';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MS = 86_400_000;

export interface IssuedCertificate {
  /** PEM each. */
  cert: string;
  key: string;
}

export interface CertificateAuthority {
  /** PEM. */
  certificate: string;
  /** A certificate for these DNS names. `expired`: since a day. */
  issue(names: string[], options?: { expired?: boolean }): Promise<IssuedCertificate>;
}

export async function createAuthority(name = 'Test authority'): Promise<CertificateAuthority> {
  const subject = `CN=${name}`;
  const { privateKey, publicKey } = await newKeys();
  const certificate = await X509CertificateGenerator.create(
    {
      ...validity(),
      subject,
      issuer: subject,
      publicKey,
      signingKey: privateKey,
      signingAlgorithm: ALGORITHM,
      extensions: [
        new BasicConstraintsExtension(true, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
      ],
    },
    webcrypto,
  );
  return {
    certificate: certificate.toString('pem'),
    issue: (names, { expired = false } = {}) => issue(names, { subject, privateKey }, validity(expired)),
  };
}

/** A certificate that no authority has signed. */
export async function createSelfSigned(names: string[]): Promise<IssuedCertificate> {
  const keys = await newKeys();
  return issue(names, { subject: `CN=${names[0]}`, privateKey: keys.privateKey }, validity(), keys);
}

async function issue(
  names: string[],
  issuer: { subject: string; privateKey: webcrypto.CryptoKey },
  valid: { notBefore: Date; notAfter: Date },
  keys?: webcrypto.CryptoKeyPair,
): Promise<IssuedCertificate> {
  const { publicKey, privateKey } = keys ?? (await newKeys());
  const certificate = await X509CertificateGenerator.create(
    {
      ...valid,
      subject: `CN=${names[0]}`,
      issuer: issuer.subject,
      publicKey,
      signingKey: issuer.privateKey,
      signingAlgorithm: ALGORITHM,
      extensions: [
        new SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns' as const, value }))),
      ],
    },
    webcrypto,
  );
  const key = KeyObject.from(privateKey).export({ type: 'pkcs8', format: 'pem' });
  return { cert: certificate.toString('pem'), key: key.toString() };
}

function validity(expired = false): { notBefore: Date; notAfter: Date } {
  const end = Date.now() + (expired ? -DAY_MS : DAY_MS);
  return { notBefore: new Date(end - 10 * DAY_MS), notAfter: new Date(end) };
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}
