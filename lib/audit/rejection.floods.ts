import { Injectable } from '@nestjs/common';

/** Maximum number of floods that are counted separately; more are counted together. */
const MAX_FLOODS = 10_000;
const OTHERS = 'others';

interface Flood {
  eventId: string;
  uncounted: number;
  /** ms since 1970 */
  endsAt: number;
}

/** How many rejections have joined the flood that an audit event stands for. */
export interface FloodCount {
  eventId: string;
  more: number;
}

/** Counts the rejections that share one audit event: those of one caller, for one reason, in one window and process. */
@Injectable()
export class RejectionFloods {
  private readonly running = new Map<string, Flood>();
  /** Floods whose window has ended since the counts were last taken. */
  private ended: Flood[] = [];

  /** @returns whether the rejection was counted; otherwise it needs its own event */
  join(key: string): boolean {
    const flood = this.running.get(this.slotOf(key));
    if (!flood || flood.endsAt <= Date.now()) return false;
    flood.uncounted++;
    return true;
  }

  /** @param duration how long rejections join the event, ms */
  begin(key: string, duration: number, eventId: string): void {
    const slot = this.slotOf(key);
    const before = this.running.get(slot);
    if (before) this.ended.push(before);
    this.running.set(slot, { eventId, uncounted: 0, endsAt: Date.now() + duration });
  }

  /** Returns what has joined since the last call, and forgets floods whose window has ended. */
  takeCounts(): FloodCount[] {
    const counts = [...this.ended, ...this.running.values()]
      .filter(({ uncounted }) => uncounted > 0)
      .map(({ eventId, uncounted }) => ({ eventId, more: uncounted }));
    this.ended = [];
    const now = Date.now();
    for (const [slot, flood] of this.running) {
      flood.uncounted = 0;
      if (flood.endsAt <= now) this.running.delete(slot);
    }
    return counts;
  }

  private slotOf(key: string): string {
    return this.running.size < MAX_FLOODS || this.running.has(key) ? key : OTHERS;
  }
}
