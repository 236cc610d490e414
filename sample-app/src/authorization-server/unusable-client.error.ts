import type { DcrUnusableClient } from 'nestjs-dcr/oidc-provider';
import { errors } from 'oidc-provider';

/** The client was active when the interaction began, and is not any more. */
export class UnusableClientError extends errors.InvalidClient {
  readonly unusable: DcrUnusableClient | undefined;

  constructor(unusable: DcrUnusableClient | undefined) {
    super('The application cannot be used any more.');
    this.unusable = unusable;
  }
}
