import type { DcrUnusableClient } from 'nestjs-dcr/oidc-provider';
import { errors } from 'oidc-provider';

/** The client was active when the interaction began, but no longer is. */
export class UnusableClientError extends errors.InvalidClient {
  readonly unusable: DcrUnusableClient | undefined;

  constructor(unusable: DcrUnusableClient | undefined) {
    super('The application can no longer be used.');
    this.unusable = unusable;
  }
}
