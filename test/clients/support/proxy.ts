import { request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen, readBody, type Listening } from './ports.js';

/** A request from a client or the browser, and its answer. */
export interface Exchange {
  method: string;
  path: string;
  query: Record<string, string>;
  /** The parsed JSON or form; `{}` for anything else. */
  body: Record<string, unknown>;
  status: number;
  location?: string;
  answer: string;
}

/** Forwards every request to the sample application unchanged, and logs it with its answer. */
export class LoggingProxy {
  readonly log: Exchange[] = [];
  /** An access token for requests without one, for a caller that does not support OAuth. */
  bearer?: string;
  private listening!: Listening;

  constructor(private readonly target: number) {}

  get origin(): string {
    return this.listening.origin;
  }

  async start(): Promise<void> {
    this.listening = await listen((request, response) => {
      this.pass(request, response).catch(() => {
        // An interrupted stream must not look complete.
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
      // Don't reuse connections: the sample application may close one just as the next request is sent.
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
    // Forward each chunk at once, because an event stream may stay open.
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
