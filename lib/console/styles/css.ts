/** Marks a stylesheet, so that editors and prettier recognize it. */
export const css = String.raw;
