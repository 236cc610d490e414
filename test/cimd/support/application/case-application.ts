import type { Json } from '../case.js';
import type { Returned, Thrown } from '../seen.js';

/** What an application of a case is started with; must be valid JSON, because it may run in another process. */
export interface ApplicationSetup {
  /** For `TypeOrmModule.forRoot`, without the migrations. */
  typeorm: Json;
  /** For `DcrModule.forRoot`, without a policy. */
  dcr: Json;
  /** A JavaScript expression; `dcr` is the package. */
  policy?: string;
  env?: Record<string, string>;
}

type ServiceName = 'clients' | 'sessions' | 'admin';

/** A call of one of our services. */
export interface ServiceCall {
  service: ServiceName;
  method: string;
  args: unknown[];
}

/** An application of a case, in this process or in another. */
export interface CaseApplication {
  /** `http://127.0.0.1:port` */
  url: string;
  call(call: ServiceCall): Promise<Returned | Thrown>;
  /** The context that the policy was last called with. */
  policyContext(): Promise<Json | undefined>;
  close(): Promise<void>;
  /** Only for an application in another process: sends the signal, and resolves when the process has ended. */
  stop?: (signal: NodeJS.Signals) => Promise<void>;
  /** Only for an application in another process: everything that it has written. */
  output?: () => string;
}
