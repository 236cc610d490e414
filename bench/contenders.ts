import type { BenchDatabases } from './databases/bench-databases.js';
import { load, type Load, type Measured } from './load/load.js';
import { ServerProcess } from './load/server-process.js';
import type { ServerSettings, Storage } from './servers/host-settings.js';

export interface ContenderPlan {
  label: string;
  /** Relative to the benchmark's built folder. */
  script: string;
  path?: string;
  adapter?: ServerSettings['adapter'];
  storage?: Storage['kind'];
  /** The storage starts with this package's tables. */
  tables?: boolean;
  settings?: Partial<ServerSettings>;
  /** Each must find as many rows as there were accepted registrations. In memory, the contender is asked. */
  rows?: string[];
  /** It makes ids of 32 random bits, so that now and then a registration overwrites another's row. */
  overwrites?: boolean;
}

/** What a load found, and what it cost the server's process. */
export interface MeasuredServer extends Measured {
  /** Processor time of the server's process for each request, user and system, ms. */
  cpu: number;
}

/** A contender whose server runs. */
export class Contender {
  private accepted = 0;

  private constructor(
    readonly plan: ContenderPlan,
    readonly server: ServerProcess,
    private readonly databases: BenchDatabases,
    readonly storage?: Storage,
  ) {}

  static async start(plan: ContenderPlan, databases: BenchDatabases): Promise<Contender> {
    const { storage: kind, tables, adapter = 'express' } = plan;
    const storage = kind && (await (tables ? databases.createWithTables(kind) : databases.create(kind)));
    const settings = { adapter, ...(storage && { storage }), ...plan.settings };
    const server = await ServerProcess.start(plan.script, settings);
    const contender = new Contender(plan, server, databases, storage);
    try {
      await contender.register(1, 1);
    } catch (error) {
      await server.stop();
      throw error;
    }
    return contender;
  }

  get url(): string {
    return this.server.url(this.plan.path ?? '/register');
  }

  /** Sends so many registrations, all of which must be answered 201. */
  async register(amount: number, connections?: number): Promise<MeasuredServer> {
    const measured = await this.load({ amount, ...(connections && { connections }) });
    this.accepted += amount;
    return measured;
  }

  /** Sends requests with any expected status. Accepted ones must go through {@link register}, which counts them. */
  async load(wanted: Load): Promise<MeasuredServer> {
    const before = await this.server.usage();
    const measured = await load(this.url, wanted);
    const after = await this.server.usage();
    return { ...measured, cpu: (after.cpu - before.cpu) / measured.answers };
  }

  /** Database statements that one registration has taken so far, where the contender's server counts them. */
  async statementsEach(): Promise<number> {
    return (await this.server.usage()).statements / this.accepted;
  }

  /** As many registrations as take about this long, ms, found by a first run that also warms the server up. */
  async amountFor(time: number, connections?: number): Promise<number> {
    let amount = 64;
    for (;;) {
      const { rate } = await this.register(amount, connections);
      const enough = Math.max(64, Math.round((rate * time) / 1_000));
      if (amount >= enough / 2) return enough;
      amount = Math.min(enough, amount * 8);
    }
  }

  /** @throws Error when rows and accepted registrations differ */
  async checkRows(): Promise<string> {
    const { label, rows, overwrites } = this.plan;
    if (!rows) return '';
    const found =
      rows.length > 0
        ? await this.databases.count(this.storage!, ...rows)
        : [(await this.server.usage()).rows];
    const missing = found.map((count) => this.accepted - count);
    if (missing.some((count) => (overwrites ? Math.abs(count) > 3 : count !== 0))) {
      throw new Error(`${label}: ${this.accepted} accepted, but ${found.join(' and ')} rows.`);
    }
    const equals = overwrites ? '≈' : '=';
    return [`${this.accepted} accepted`, ...found.map((count) => `${count} rows`)].join(` ${equals} `);
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}
