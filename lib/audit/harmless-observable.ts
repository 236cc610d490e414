import { Observable, type Observer, type Operator, Subscriber, type Subscription } from 'rxjs';

type Listener<T> = Partial<Observer<T>> | ((value: T) => void) | null;
/** Returns the listener's result, so that a rejected promise is caught too. */
type Call = () => unknown;

/**
 * In rxjs, an error that a listener throws becomes an uncaught exception, which ends the process. A bug in an
 * application's metrics must not do that: here the error is reported, and other listeners continue, whatever
 * operators are in between.
 *
 * rxjs 7 deprecates `lift`, `source` and `operator` because they are internal, but nothing else reaches a listener
 * behind an operator. The peer range is rxjs 7; a later major version will need another solution.
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
    // The listener is an operator, which passes errors on to its own listener.
    if (listener instanceof Subscriber) return super.subscribe(listener);
    const given: Partial<Observer<T>> =
      typeof listener === 'function' || !listener
        ? { next: listener ?? undefined, error: error ?? undefined, complete: complete ?? undefined }
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
