/** The TypeORM data source that the module works on. */
export const DCR_DATA_SOURCE = Symbol('DCR_DATA_SOURCE');

/** The entity class of a client: `DcrClient`, or the application's class that extends it. */
export const DCR_CLIENT_ENTITY = Symbol('DCR_CLIENT_ENTITY');
