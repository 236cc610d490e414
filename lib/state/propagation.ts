/** How long a replica caches shared state, ms. */
export const MAX_AGE_MS = 400;
/** After this time, every replica has read a change and finished the work in flight, ms. */
export const PROPAGATION_TIME_MS = 500;
