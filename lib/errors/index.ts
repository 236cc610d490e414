export * from './admin.errors.js';
export * from './authorization.errors.js';
export * from './dcr.error.js';
export * from './registration.errors.js';
export type { DcrRejectionCause } from './rejection-cause.js';
