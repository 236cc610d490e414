export { dcrAdapter, type DcrAdapterOptions, type HostAdapter } from './adapter.js';
export { attachDcr, type AttachDcrServices } from './attach.js';
export { withDcr, type WithDcrOptions } from './configuration.js';
export { toProviderMetadata } from './provider-metadata.js';
export { StorageUnavailableError } from './storage-unavailable.error.js';
