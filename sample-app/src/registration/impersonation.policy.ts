import { Injectable } from '@nestjs/common';
import { DcrDecision, type DcrPolicy, type DcrPolicyContext } from 'nestjs-dcr';
import { SERVICE_NAME, Settings } from '../config/settings.js';
import { foreignHost } from './known-applications.js';
import { skeleton } from './skeleton.js';

/**
 * Denies clients that use our name or redirect to our own pages. A client with a well-known name that redirects to
 * another host, or has its metadata document there, is pending until an operator approves it.
 */
@Injectable()
export class ImpersonationPolicy implements DcrPolicy {
  constructor(private readonly settings: Settings) {}

  decide({ clientName, redirectUris, clientIdHost }: DcrPolicyContext): DcrDecision {
    if (skeleton(clientName).includes(skeleton(SERVICE_NAME))) {
      return DcrDecision.deny('client_name must not suggest that the application belongs to this server.');
    }
    if (redirectUris.some((uri) => new URL(uri).origin === this.settings.address)) {
      return DcrDecision.deny('redirect_uris must not point to this server.');
    }
    const foreign = foreignHost(clientName, redirectUris, clientIdHost);
    if (foreign) {
      const fault = redirectUris.some((uri) => new URL(uri).hostname === foreign)
        ? 'sends people to'
        : 'its document is on';
      return DcrDecision.allowPending(`It calls itself ${clientName}, but ${fault} ${foreign}.`);
    }
    return DcrDecision.allow();
  }
}
