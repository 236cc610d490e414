import type { Product } from './support/product.js';
import type { Sample } from './support/sample.js';

/** The environment of one client. */
export interface Lab {
  sample: Sample;
  product: Product;
  /** The origin of the scripted model. */
  model: string;
  /** The pages that the client has opened so far, and how they ended. */
  visits: readonly { url: string; stuck?: string }[];
  /** Opens a page in the browser, where the user signs in and allows. */
  open: (url: string) => Promise<void>;
  /** The commands, and what the client printed. */
  transcript: string[];
}

/** An action of the user in the client. */
export interface Action {
  /** What the user types, such as `codex mcp login sample`. */
  command: string;
  run(lab: Lab): Promise<string>;
}

/** How one product is driven. */
export interface Driver {
  /** Its name on the command line: `npm run test:clients -- codex`. */
  name: string;
  title: string;
  package: string;
  /** The lifetime of access tokens. Default: `ACCESS_TOKEN_SECONDS`. */
  accessTokenSeconds?: number;
  /** How long before an access token expires the client replaces it. Default: 0. */
  refreshAheadSeconds?: number;
  /** Delay of the scripted model, to give the client time to connect to the server. Default: 0. */
  modelSeconds?: number;
  environment?: (lab: { model: string; home: string }) => Record<string, string>;
  /** Writes the client's configuration. */
  configure?: (lab: Lab) => Promise<unknown>;
  /** Omit it if the client signs in by itself at the first call. */
  signIn?: Action;
  /** Signs in again to a configured server. Default: `signIn`. */
  signInAgain?: Action;
  callTool: Action;
  /** Recovers a client that neither a call nor `signIn` recovers after its client was deleted. */
  reset?: Action;
  /** Stops what the product left running. */
  stop?: (product: Product) => Promise<unknown>;
  /** A sentence about the client's own limitations. */
  remark?: string;
}
