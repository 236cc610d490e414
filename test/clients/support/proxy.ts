import { request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen, readBody, type Listening } from './ports.js';

/** One request that a client or the browser sent, and its answer. */
export interface Exchange {
  method: string;
  path: string;
  query: Record<string, string>;
  /** JSON or a form, as an object; an empty one for anything else. */
  body: Record<string, unknown>;
  status: number;
  location?: string;
  answer: string;
}

/** Passes every request on to the sample, unchanged, and keeps what was said. */
export class LoggingProxy {
  readonly log: Exchange[] = [];
  /** An access token to add where a request has none, for a caller that knows no OAuth. */
  bearer?: string;
  private listening!: Listening;

  constructor(private readonly target: number) {}

  get origin(): string {
    return this.listening.origin;
  }

  async start(): Promise<void> {
    this.listening = await listen((request, response) => {
      this.pass(request, response).catch(() => {
        // Whoever hung up gets no answer; a stream that broke off must not look complete.
        if (response.headersSent) response.destroy();
        else response.writeHead(502).end();
      });
    });
  }

  stop(): void {
    this.listening.close();
  }

  private async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const { method = 'GET', url = '/' } = request;
    const headers = { ...(this.bearer && { authorization: `Bearer ${this.bearer}` }), ...request.headers };
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      // No connection is kept: the sample may close it just as the next request is sent.
      const options = { host: '127.0.0.1', port: this.target, method, path: url, headers, agent: false };
      forward(options, resolve).on('error', reject).end(body);
    });
    const { statusCode: status = 502 } = answer;
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    const exchange: Exchange = {
      method,
      path: pathname,
      query: Object.fromEntries(searchParams),
      body: parse(body, headers['content-type']),
      status,
      ...(answer.headers.location === undefined ? {} : { location: answer.headers.location }),
      answer: '',
    };
    this.log.push(exchange);
    response.writeHead(status, answer.headers);
    // Passed on as it comes: an event stream may stay open.
    for await (const chunk of answer) {
      exchange.answer += String(chunk);
      response.write(chunk);
    }
    response.end();
  }
}

function parse(body: Buffer, type = ''): Record<string, unknown> {
  if (type.includes('form-urlencoded')) return Object.fromEntries(new URLSearchParams(body.toString()));
  try {
    return JSON.parse(body.toString()) as Record<string, unknown>;
  } catch {
    return {};
  }
}
