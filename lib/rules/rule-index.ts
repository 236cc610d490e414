import { masked, type IpAddress, readNetwork } from '../text/ip-network.js';
import type { DcrRule } from './rule.entity.js';
import type { SubjectFacts } from './rule-subject.js';

type IsInForce = (rule: DcrRule) => boolean;
type Found = DcrRule | undefined;

/** The rules of one effect, so that the time of a decision does not grow with their number. */
export class RuleIndex {
  private readonly clientIds = new Map<string, DcrRule>();
  /** By the origin of the URL; the pattern itself may name a part of the path too. */
  private readonly clientIdPrefixes = new Map<string, { start: string; rule: DcrRule }[]>();
  private readonly fingerprints = new Map<string, DcrRule>();
  private readonly hosts = new Map<string, DcrRule>();
  /** By IP version, then by the length of the prefix: a lookup for each length that a rule has. */
  private readonly networks = {
    4: new Map<number, Map<bigint, DcrRule>>(),
    6: new Map<number, Map<bigint, DcrRule>>(),
  };

  /** @param mustMatchEvery whether every redirect URI must be on a host of the rules, or one is enough */
  constructor(private readonly mustMatchEvery: boolean) {}

  add(rule: DcrRule): void {
    const { kind, value } = rule;
    switch (kind) {
      case 'redirectHost':
        this.hosts.set(value, rule);
        break;
      case 'fingerprint':
        this.fingerprints.set(value, rule);
        break;
      case 'network':
        this.addNetwork(rule);
        break;
      case 'clientId':
        this.addClientId(rule);
    }
  }

  find(facts: SubjectFacts, isInForce: IsInForce): Found {
    return (
      this.findByClientId(facts.clientId, isInForce) ??
      this.findByFingerprint(facts, isInForce) ??
      this.findByHosts(facts, isInForce) ??
      this.findByNetwork(facts, isInForce)
    );
  }

  private addNetwork(rule: DcrRule): void {
    const network = readNetwork(rule.value);
    if (!network) return;
    const { version, length, bits } = network;
    const ofLength = this.networks[version].get(length) ?? new Map<bigint, DcrRule>();
    this.networks[version].set(length, ofLength.set(bits, rule));
  }

  private addClientId(rule: DcrRule): void {
    const { value } = rule;
    if (!value.endsWith('*')) {
      this.clientIds.set(value, rule);
      return;
    }
    const start = value.slice(0, -1);
    const { origin } = new URL(start);
    const prefixes = this.clientIdPrefixes.get(origin) ?? [];
    prefixes.push({ start, rule });
    this.clientIdPrefixes.set(origin, prefixes);
  }

  private findByClientId(clientId: string | undefined, isInForce: IsInForce): Found {
    if (clientId === undefined) return undefined;
    const exact = inForce(this.clientIds.get(clientId), isInForce);
    if (exact || this.clientIdPrefixes.size === 0) return exact;
    const prefixes = this.clientIdPrefixes.get(new URL(clientId).origin) ?? [];
    return prefixes.find(({ start, rule }) => clientId.startsWith(start) && isInForce(rule))?.rule;
  }

  private findByFingerprint(facts: SubjectFacts, isInForce: IsInForce): Found {
    if (this.fingerprints.size === 0 || facts.fingerprint === undefined) return undefined;
    return inForce(this.fingerprints.get(facts.fingerprint), isInForce);
  }

  private findByHosts(facts: SubjectFacts, isInForce: IsInForce): Found {
    if (this.hosts.size === 0) return undefined;
    let first: Found;
    for (const host of this.mustMatchEvery ? facts.trustedHosts : facts.redirectHosts) {
      const rule = host === undefined ? undefined : this.findByHost(host, isInForce);
      if (this.mustMatchEvery ? !rule : rule) return rule;
      first ??= rule;
    }
    return first;
  }

  /** `*.example.com` is a key too: look up the name, then each name above it. */
  private findByHost(host: string, isInForce: IsInForce): Found {
    const exact = inForce(this.hosts.get(host), isInForce);
    if (exact) return exact;
    for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
      const above = inForce(this.hosts.get(`*${host.slice(dot)}`), isInForce);
      if (above) return above;
    }
    return undefined;
  }

  private findByNetwork({ address }: SubjectFacts, isInForce: IsInForce): Found {
    if (!address) return undefined;
    for (const [length, networks] of this.networks[address.version]) {
      const rule = inForce(networks.get(bitsOf(address, length)), isInForce);
      if (rule) return rule;
    }
    return undefined;
  }
}

function bitsOf(address: IpAddress, length: number): bigint {
  return masked(address, length).bits;
}

function inForce(rule: Found, isInForce: IsInForce): Found {
  return rule && isInForce(rule) ? rule : undefined;
}
