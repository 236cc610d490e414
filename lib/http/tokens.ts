/** The route of the endpoint, as the host wrote it in the `path` option. */
export const DCR_PATH = Symbol('DCR_PATH');
