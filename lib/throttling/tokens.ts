/** The storage that the limiter counts in. */
export const DCR_THROTTLER_STORAGE = Symbol('DCR_THROTTLER_STORAGE');

/** The limiter's own throttler options, apart from those of the host's ThrottlerModule. */
export const DCR_THROTTLER_OPTIONS = Symbol('DCR_THROTTLER_OPTIONS');
