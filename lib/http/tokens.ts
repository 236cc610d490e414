/** The route of the endpoint, as in the option `path`. */
export const DCR_PATH = Symbol('DCR_PATH');
