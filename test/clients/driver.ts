import type { Product } from './support/product.js';
import type { Sample } from './support/sample.js';

/** Everything that one client runs in. */
export interface Lab {
  sample: Sample;
  product: Product;
  /** The origin of the scripted model. */
  model: string;
  /** The pages that the client had opened so far, and what came of them. */
  visits: readonly { url: string; stuck?: string }[];
  /** Opens a page in the browser, where the person signs in and allows. */
  open: (url: string) => Promise<void>;
  /** What was typed, and what the client printed. */
  transcript: string[];
}

/** Something that a person does in the client. */
export interface Action {
  /** As a person types it, such as `codex mcp login sample`. */
  command: string;
  run(lab: Lab): Promise<string>;
}

/** How one product is driven. */
export interface Driver {
  /** For the command line: `npm run test:clients -- codex`. */
  name: string;
  title: string;
  package: string;
  /** The lifetime of access tokens. Default: `ACCESS_TOKEN_SECONDS`. */
  accessTokenSeconds?: number;
  /** How long before the end of an access token the client replaces it. Default: 0. */
  refreshAheadSeconds?: number;
  /** How long the scripted model thinks, where the client connects to the server meanwhile. Default: 0. */
  modelSeconds?: number;
  environment?: (lab: { model: string; home: string }) => Record<string, string>;
  /** Writes its configuration. */
  configure?: (lab: Lab) => Promise<unknown>;
  /** None where the client signs in by itself at the first call. */
  signIn?: Action;
  /** Signs in to a server that the client already has. Default: `signIn`. */
  signInAgain?: Action;
  callTool: Action;
  /** What helps after a removal when neither the call itself nor `signIn` does: the client's own fault. */
  reset?: Action;
  /** Ends what the product left running. */
  stop?: (product: Product) => Promise<unknown>;
  /** A sentence about what the client alone is to blame for. */
  remark?: string;
}
