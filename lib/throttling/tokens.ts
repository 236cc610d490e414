/** The storage that the limiter counts in. */
export const DCR_THROTTLER_STORAGE = Symbol('DCR_THROTTLER_STORAGE');
