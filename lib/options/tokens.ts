/** The resolved options of the module. */
export const DCR_OPTIONS = Symbol('DCR_OPTIONS');
