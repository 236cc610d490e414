import type { ServedDocument, ServerBehaviour } from '../../support/document-server.js';
import type { Case, Json } from './case.js';

/** What the step `serve` changes. */
export interface Served {
  status?: number;
  headers?: Record<string, string>;
  set?: Json;
  unset?: string[];
  rawBody?: string;
  behaviour?: string;
  delayMs?: number;
}

export const SERVED = ['status', 'headers', 'set', 'unset', 'rawBody', 'behaviour', 'delayMs'];

const FOLLOWED = 'location-serves-document';

/** The behaviours of the server as a whole; it does not get as far as serving a document. */
export function serverBehaviour({ behaviour }: { behaviour?: string }): ServerBehaviour | undefined {
  return behaviour === 'refuse' || behaviour === 'no-tls-hello' ? behaviour : undefined;
}

/** What the server of a case serves: its document, with the changes of its steps. */
export class CaseDocuments {
  private everywhere: Served = {};
  private readonly places = new Map<string, Served>();

  constructor(private readonly one: Pick<Case, 'clientId' | 'document' | 'steps' | 'authorize'>) {}

  /** @param at a path or a URL; default: everywhere */
  serve(changes: Served, at?: string): void {
    if (at === undefined) this.everywhere = changes;
    else this.places.set(at, changes);
  }

  answer(url: string): ServedDocument {
    const { clientId, document, steps } = this.one;
    const isOwn = url === clientId;
    if (!isOwn && !steps && document.behaviour === FOLLOWED) return { body: this.validDocument() };
    if (!isOwn && !steps) return { status: 404 };
    const { pathname, search } = new URL(url);
    const changes = this.places.get(url) ?? this.places.get(pathname + search) ?? this.everywhere;
    const behaviour = changes.behaviour ?? document.behaviour;
    return {
      status: changes.status ?? document.status ?? 200,
      headers: { ...document.headers, ...changes.headers },
      ...this.bodyOf(changes, isOwn ? {} : { client_id: url }),
      ...(behaviour !== FOLLOWED && { behaviour: behaviour as ServedDocument['behaviour'] }),
      ...(changes.delayMs !== undefined && { delayMs: changes.delayMs }),
    };
  }

  private bodyOf(
    { rawBody, set, unset = [] }: Served,
    own: Json,
  ): Pick<ServedDocument, 'body' | 'rawBody' | 'rawBase64'> {
    const { document } = this.one;
    if (rawBody !== undefined) return { rawBody };
    if (document.rawBase64 !== undefined) return { rawBase64: document.rawBase64 };
    if (document.rawBody !== undefined) return { rawBody: document.rawBody };
    if (!document.body) return {};
    const members = Object.entries({ ...document.body, ...own, ...set });
    return { body: Object.fromEntries(members.filter(([name]) => !unset.includes(name))) };
  }

  /** A client that followed the redirect would be accepted. */
  private validDocument(): Json {
    const { clientId, authorize } = this.one;
    return {
      client_id: clientId,
      client_name: 'Behind the redirect',
      redirect_uris: [authorize['redirectUri']],
    };
  }
}
