import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { DEMO_HOST, type DemoSite } from '../demo-site/demo-site.js';
import type { Narrator } from './narrator.js';

const PATH = '/oauth/client.json';

/** The web site of a client, on loopback. It has one page: the client's metadata document. */
export class ClientWebsite {
  /** The URL of the document, which is the client's ID. */
  static readonly url = `https://${DEMO_HOST}${PATH}`;

  private readonly server: Server;
  private body = '';

  private constructor(
    { certificate, key }: DemoSite,
    private readonly narrator: Narrator,
  ) {
    this.server = createServer({ cert: certificate, key }, (request, response) =>
      this.answer(request, response),
    );
  }

  static async open(site: DemoSite, narrator: Narrator): Promise<ClientWebsite> {
    const website = new ClientWebsite(site, narrator);
    website.server.listen(site.port, '127.0.0.1');
    await once(website.server, 'listening').catch((cause: unknown) => {
      const advice = 'Start the application again with a free port in DEMO_CLIENT_PORT.';
      throw new Error(`The demo cannot listen on port ${site.port}. ${advice}`, { cause });
    });
    return website;
  }

  publish(document: object): void {
    this.body = JSON.stringify(document);
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private answer({ url, headers }: IncomingMessage, response: ServerResponse): void {
    const etag = `"${createHash('sha256').update(this.body).digest('base64url').slice(0, 12)}"`;
    const status = url !== PATH ? 404 : headers['if-none-match'] === etag ? 304 : 200;
    this.narrator.website(`GET https://${headers.host}${url} → ${status}`);
    response.writeHead(status, { etag, 'content-type': 'application/json', 'cache-control': 'max-age=3600' });
    response.end(status === 200 ? this.body : undefined);
  }
}
