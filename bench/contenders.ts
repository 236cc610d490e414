import type { BenchDatabases } from './databases/bench-databases.js';
import { load, type Load, type Measured } from './load/load.js';
import { ServerProcess } from './load/server-process.js';
import type { ServerSettings, Storage } from './servers/server-settings.js';

export interface ContenderPlan {
  label: string;
  /** Relative to the folder of the built benchmark. */
  script: string;
  path?: string;
  adapter?: ServerSettings['adapter'];
  storage?: Storage['kind'];
  /** Create this package's tables first. */
  tables?: boolean;
  settings?: Partial<ServerSettings>;
  /** Queries that must each find one row per accepted registration. An in-memory contender is asked instead. */
  rows?: string[];
  /** The contender that this one is another build of. Both get the same load, so they are equally warm and store as many rows. */
  sameLoadAs?: ContenderPlan;
  /** Its IDs have only 32 random bits, so a registration occasionally overwrites another row. */
  overwrites?: boolean;
}

/** The result of a load, and its cost for the server process. */
export interface MeasuredServer extends Measured {
  /** CPU time (user and system) of the server process per request, ms. */
  cpu: number;
}

/** A contender with a running server. */
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

  /** Sends registrations, all of which must be answered 201. */
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

  /** Average number of database statements per registration, if the contender's server counts them. */
  async statementsEach(): Promise<number> {
    return (await this.server.usage()).statements / this.accepted;
  }

  /** The number of registrations that take about this long, ms. Measured by a first run, which also warms up the server. */
  async amountFor(time: number, connections?: number): Promise<number> {
    let amount = 64;
    for (;;) {
      const { rate } = await this.register(amount, connections);
      const needed = Math.max(64, Math.round((rate * time) / 1_000));
      if (amount >= needed / 2) return needed;
      amount = Math.min(needed, amount * 8);
    }
  }

  /** Sends as many registrations as another contender has accepted. */
  async catchUp(other: Contender, connections?: number): Promise<void> {
    const behind = other.accepted - this.accepted;
    if (behind > 0) await this.register(behind, connections);
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
