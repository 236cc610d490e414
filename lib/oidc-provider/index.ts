export { dcrAdapter, type DcrAdapterOptions, type ProviderAdapter } from './adapter.js';
export { attachDcr, type AttachDcrServices } from './attach.js';
export { withDcr, type WithDcrOptions } from './configuration.js';
export { mountProvider, type MountProviderOptions } from './mount.js';
export type { SessionServices } from './grant-sessions.js';
export type { RecoveryStep } from './known-applications.js';
export { toProviderMetadata } from './provider-metadata.js';
export { dcrRenderError, type DcrErrorRenderer } from './render-error.js';
export { providerSessionRevoker } from './session-revoker.js';
export { StorageUnavailableError } from './storage-unavailable.error.js';
export {
  explainUnusableClient,
  type DcrUnusableClient,
  type ExplainClientServices,
} from './unusable-client.js';
