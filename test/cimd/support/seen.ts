/** How an action ended. Everything in it is JSON, because it may come from another process. */
export type Seen = Returned | Thrown | Answered | Start;

/** A method of a service returned. */
export interface Returned {
  kind: 'returned';
  value: unknown;
  ms: number;
}

/** A method of a service threw. The OAuth members are missing if it was no `DcrError`. */
export interface Thrown {
  kind: 'threw';
  name: string;
  message: string;
  error?: string;
  status?: number;
  redirectable?: boolean;
  retryAfter?: number;
  ms: number;
}

/** An HTTP answer, of the application or of the provider. */
export interface Answered {
  kind: 'answered';
  status: number;
  headers: Record<string, string>;
  text: string;
  /** Whether an authorization code was sent to the redirect URI. */
  code?: boolean;
  ms: number;
}

/** An application started, or failed to. */
export interface Start {
  kind: 'start';
  starts: boolean;
  log: string;
  warnings: string[];
  ms: number;
}

/** Calls something and describes how it ended. */
export async function observe(call: () => unknown): Promise<Returned | Thrown> {
  const begun = performance.now();
  const ms = () => Math.round(performance.now() - begun);
  try {
    const value = await call();
    return { kind: 'returned', value: plain(value), ms: ms() };
  } catch (thrown) {
    const { name, message, error, status, redirectable, retryAfter } = thrown as Thrown;
    return { kind: 'threw', ...plain({ name, message, error, status, redirectable, retryAfter }), ms: ms() };
  }
}

function plain<Value>(value: Value): Value {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as Value);
}
