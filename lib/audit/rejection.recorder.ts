import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { DcrClientSource } from '../clients/client.entity.js';
import { type DcrError, DcrSlowDownError } from '../errors/index.js';
import type { DcrAuditEvent } from './audit-event.entity.js';
import { AuditLog, type AuditOrigin } from './audit.log.js';
import { FLUSH_INTERVAL_MS } from './flood-count.writer.js';
import { RejectionFloods } from './rejection.floods.js';
import { requestedClient } from './requested-client.js';

/** How long a response waits for its audit event; afterwards the event is written in the background. */
const MAX_WAIT_MS = 500;
/**
 * Maximum number of events in flight, plus one for each error code. Without a limit, a hanging database would fill the
 * memory.
 */
const MAX_IN_FLIGHT = 500;
const TOO_MANY = 'Rejected at the same time as many others, which this event counts.';

/** Rejections that share one audit event with a count. */
export interface SharedRow {
  key: string;
  /** How long rejections join the event, ms. */
  duration: number;
}

/**
 * Records rejected registrations in the audit log: each error once, best effort. Rejections that the limiter does not
 * count share one event per caller and window, with a count. So do rejections that arrive faster than they can be
 * written.
 */
@Injectable()
export class RejectionRecorder {
  /** When a batch of registrations fails as a whole, they share one error, and one event. */
  private readonly recorded = new WeakSet<DcrError>();
  private inFlight = 0;

  constructor(
    private readonly audit: AuditLog,
    private readonly floods: RejectionFloods,
  ) {}

  /** @returns whether the rejection was counted in a flood's event; otherwise it needs its own event */
  joinFlood(key: string): boolean {
    return this.floods.join(key);
  }

  /** @param shared given if the limiter has not let the caller through */
  async record(
    rejection: DcrError,
    origin: RejectionOrigin,
    requested?: Record<string, unknown>,
    shared: SharedRow | undefined = floodOf(rejection),
  ): Promise<void> {
    if (this.recorded.has(rejection)) return;
    this.recorded.add(rejection);
    if (shared && this.floods.join(shared.key)) return;
    if (this.inFlight < MAX_IN_FLIGHT) {
      const event = this.eventOf(rejection, { origin, requested });
      if (shared) this.floods.begin(shared.key, shared.duration, event.id);
      await this.write(event);
    } else if (!this.floods.join(rejection.error)) {
      const event = this.eventOf(rejection, { description: TOO_MANY });
      this.floods.begin(rejection.error, FLUSH_INTERVAL_MS, event.id);
      await this.write(event);
    }
  }

  private eventOf(
    { error, description: own, rejectionCause, ruleId }: DcrError,
    { description = own, origin, requested }: EventDetails,
  ): DcrAuditEvent {
    const cause = rejectionCause ?? null;
    const details = {
      outcome: 'rejected',
      error,
      cause,
      ruleId: ruleId ?? null,
      description,
      requested: requested ?? null,
      ...(requested && requestedClient(requested)),
      clientId: origin?.clientId ?? null,
      source: origin?.source ?? null,
    } as const;
    return this.audit.event('client.rejected', details, origin);
  }

  /** Returns after {@link MAX_WAIT_MS} at the latest. */
  private async write(event: DcrAuditEvent): Promise<void> {
    this.inFlight++;
    const written = this.audit.tryWrite(event).finally(() => this.inFlight--);
    const abort = new AbortController();
    const late = delay(MAX_WAIT_MS, undefined, { signal: abort.signal }).catch(() => undefined);
    await Promise.race([written, late]);
    abort.abort();
  }
}

/** Where a rejected attempt comes from. A metadata document has a client id already. */
export interface RejectionOrigin extends AuditOrigin {
  clientId?: string;
  source?: DcrClientSource;
}

interface EventDetails {
  description?: string;
  origin?: RejectionOrigin;
  requested?: Record<string, unknown> | undefined;
}

/** A caller that exceeded its limit has one event per window. */
function floodOf(rejection: DcrError): SharedRow | undefined {
  if (!(rejection instanceof DcrSlowDownError)) return undefined;
  return { key: rejection.caller, duration: (rejection.retryAfter ?? 1) * 1_000 };
}
