import { fingerprintOf } from '../clients/fingerprint.js';
import { schemeOf } from '../clients/redirect-uri.js';
import { type IpAddress, readAddress } from '../text/ip-network.js';
import { ruleHostOf } from './rule-host.js';

/** What rules decide about. */
export interface RuleSubject {
  /** As they would be registered. */
  redirectUris: readonly string[];
  /** The caller's address, of a registration. */
  ip?: string | undefined;
  /** The URL of a metadata document. Without it, the subject is a registration. */
  clientId?: string | undefined;
}

/** What rules compare, read from a subject once, and only if a rule asks for it. */
export class SubjectFacts {
  private hosts?: string[];
  private webHosts?: (string | undefined)[];
  private hash?: string;
  private from?: IpAddress | false;

  constructor(private readonly subject: RuleSubject) {}

  get clientId(): string | undefined {
    return this.subject.clientId;
  }

  /** Of the redirect URIs alone, so that another `software_id` does not change it. */
  get fingerprint(): string | undefined {
    const { redirectUris } = this.subject;
    return redirectUris.length > 0 ? (this.hash ??= fingerprintOf(redirectUris)) : undefined;
  }

  /** `undefined` for a metadata document: whoever asks for it is not its client. */
  get address(): IpAddress | undefined {
    const { ip, clientId } = this.subject;
    if (ip === undefined || clientId !== undefined) return undefined;
    return (this.from ??= readAddress(ip) ?? false) || undefined;
  }

  get redirectHosts(): readonly string[] {
    return (this.hosts ??= this.subject.redirectUris.map((uri) => ruleHostOf(uri)).filter(Boolean));
  }

  /** Per redirect URI; `undefined` for a custom scheme, whose host means only what the client's software makes of it. */
  get trustedHosts(): readonly (string | undefined)[] {
    return (this.webHosts ??= this.subject.redirectUris.map((uri) =>
      /^https?$/.test(schemeOf(uri) ?? '') ? ruleHostOf(uri) : undefined,
    ));
  }
}
