import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { inTime } from '../async/in-time.js';
import {
  type DcrError,
  DcrInvalidClientMetadataError,
  DcrServerError,
  DcrTemporarilyUnavailableError,
} from '../errors/index.js';
import { DCR_OPTIONS, type ResolvedDcrOptions } from '../options/resolved-options.js';
import { DcrDecision } from '../policy/decision.js';
import type { DcrPolicy, DcrPolicyContext, DcrPolicyFunction } from '../policy/policy.js';
import { toPolicyContext } from './policy-context.js';
import type { Registration } from './registration.js';

/** Calls the application's policy. Only a `DcrDecision` within the timeout can allow a registration. */
@Injectable()
export class PolicyRunner implements OnModuleInit {
  private readonly logger = new Logger('DcrPolicy');
  /** Set when the module is initialized. */
  private decide?: DcrPolicyFunction;

  constructor(
    @Inject(DCR_OPTIONS) private readonly options: ResolvedDcrOptions,
    private readonly moduleRef: ModuleRef,
  ) {}

  onModuleInit(): void {
    const { policy } = this.options;
    if (policy) this.decide = isPolicyClass(policy) ? this.fromApplication(policy) : policy;
  }

  /**
   * Asks the policy for a decision. Without a policy, every registration is allowed.
   *
   * @throws DcrInvalidClientMetadataError if the policy denies the registration
   * @throws DcrServerError if the policy throws or returns no decision
   * @throws DcrTemporarilyUnavailableError if the policy exceeds its timeout
   */
  ask(registration: Registration): DcrDecision | Promise<DcrDecision> {
    return this.options.policy ? this.askForPermission(registration) : DcrDecision.allow();
  }

  /** Like {@link ask}, but returns a denial. */
  async decideAbout(registration: Registration): Promise<DcrDecision> {
    if (!this.options.policy) return DcrDecision.allow();
    return this.decideInTime(toPolicyContext(registration)).catch((error: DcrError) => {
      this.logger.error(error.cause);
      throw error;
    });
  }

  private async askForPermission(registration: Registration): Promise<DcrDecision> {
    const decision = await this.decideAbout(registration);
    if (decision.outcome === 'deny') {
      throw new DcrInvalidClientMetadataError(
        decision.reason || 'The registration policy refused this client.',
        400,
        'policy',
      );
    }
    return decision;
  }

  private decideInTime(context: DcrPolicyContext): Promise<DcrDecision> {
    const { policyTimeout } = this.options;
    const abort = new AbortController();
    return inTime(this.call(context, abort.signal), policyTimeout, () => {
      const cause = new Error(`The policy of DcrModule took longer than ${policyTimeout} ms.`);
      abort.abort(cause);
      return new DcrTemporarilyUnavailableError(undefined, { cause, rejectionCause: 'policy_timeout' });
    });
  }

  private async call(context: DcrPolicyContext, signal: AbortSignal): Promise<DcrDecision> {
    try {
      const decision: unknown = await this.decide!(context, signal);
      // Other values, such as `true` or `undefined`, are mistakes in the policy and must not register a client.
      if (decision instanceof DcrDecision) return decision;
    } catch (error) {
      throw new DcrServerError(error, 'policy_fault');
    }
    throw new DcrServerError(
      new Error('The policy of DcrModule returned something other than a DcrDecision.'),
      'policy_fault',
    );
  }

  private fromApplication(policy: new (...args: never[]) => DcrPolicy): DcrPolicyFunction {
    let instance: DcrPolicy;
    try {
      instance = this.moduleRef.get<DcrPolicy>(policy, { strict: false });
    } catch (cause) {
      throw new Error(
        `DcrModule option "policy" names the class ${policy.name}, which no module of this application provides as ` +
          `a singleton. Add ${policy.name} to the providers of one of your modules, without a request scope.`,
        { cause },
      );
    }
    if (typeof instance.decide !== 'function') {
      throw new Error(
        `DcrModule option "policy" names the class ${policy.name}, which has no decide(context, signal) method.`,
      );
    }
    return (context, signal) => instance.decide(context, signal);
  }
}

/** A class may also define `decide` as a property, which its prototype lacks. */
function isPolicyClass(policy: unknown): policy is new (...args: never[]) => DcrPolicy {
  const { prototype } = policy as { prototype?: Partial<DcrPolicy> };
  return typeof prototype?.decide === 'function' || /^class\b/.test(Function.prototype.toString.call(policy));
}
