import type { Settings } from '../config/settings.js';
import { DEMO_HOST, readDemoSite, type DemoSite } from '../demo-site/demo-site.js';

/** The web site of the client with a metadata document, or why the demo cannot show this client, and how to get it. */
export type ClientSite = DemoSite | { skipped: string };

/** The application creates the site at startup, if it reads the document of this client from this computer. */
export async function findSite(settings: Settings): Promise<ClientSite> {
  const site = settings.demoClient ? await readDemoSite(settings) : undefined;
  if (site) return site;
  const why = settings.demoClient
    ? `The application has not created ${settings.demoSiteFile}. It was started with other settings, or with another DATABASE.`
    : 'DOCUMENTS or DEMO_CLIENT is off. DEMO_CLIENT is off by default if ADDRESS is public or NODE_ENV is production.';
  return {
    skipped:
      `This client has its metadata document on this computer. The application reads it at ${DEMO_HOST} only through the test ` +
      `seam of the package, which is not set up. ${why}\n` +
      'To see this chapter, start the application with DOCUMENTS=on DEMO_CLIENT=on npm start, then run the command for the ' +
      'demo that it prints.',
  };
}
