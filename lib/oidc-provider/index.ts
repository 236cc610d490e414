export { dcrAdapter, type DcrAdapterOptions, type HostAdapter } from './adapter.js';
export { withDcr, type WithDcrOptions } from './configuration.js';
export { dcrDiscovery } from './discovery.js';
export { toProviderMetadata } from './provider-metadata.js';
export { StorageUnavailableError } from './storage-unavailable.error.js';
