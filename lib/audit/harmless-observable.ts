import { Observable, type Observer, type Operator, Subscriber, type Subscription } from 'rxjs';

type Listener<T> = Partial<Observer<T>> | ((value: T) => void) | null;
/** What the listener returns, so that a promise that rejects is seen too. */
type Call = () => unknown;

/**
 * rxjs makes an uncaught exception of what a listener throws, and that ends the process: no bug in a host's metrics
 * is worth that. Here it is reported, and everyone else goes on, whatever operators stand in between.
 */
export class HarmlessObservable<T> extends Observable<T> {
  constructor(
    source: Observable<unknown>,
    private readonly report: (error: unknown) => void,
  ) {
    super();
    this.source = source;
  }

  override lift<R>(operator?: Operator<T, R>): Observable<R> {
    const lifted = new HarmlessObservable<R>(this, this.report);
    lifted.operator = operator;
    return lifted;
  }

  override subscribe(
    listener?: Listener<T>,
    error?: ((error: unknown) => void) | null,
    complete?: (() => void) | null,
  ): Subscription {
    // An operator behind us: it hands errors on to its own listener.
    if (listener instanceof Subscriber) return super.subscribe(listener);
    const given: Partial<Observer<T>> =
      typeof listener === 'function' || !listener
        ? { ...(listener && { next: listener }), ...(error && { error }), ...(complete && { complete }) }
        : listener;
    return super.subscribe({
      next: (value) => this.attempt(() => given.next?.(value)),
      error: (cause) => (given.error ? this.attempt(() => given.error!(cause)) : this.report(cause)),
      complete: () => this.attempt(() => given.complete?.()),
    });
  }

  private attempt(call: Call): void {
    try {
      const result = call();
      if (result instanceof Promise) result.catch(this.report);
    } catch (error) {
      this.report(error);
    }
  }
}
