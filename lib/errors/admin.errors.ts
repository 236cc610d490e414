import { DcrError } from './dcr.error.js';

/**
 * 404: an administrator named a client that does not exist.
 *
 * @see docs/operating.md#queries-in-your-own-controllers
 */
export class DcrClientNotFoundError extends DcrError {
  constructor() {
    super('not_found', 404, 'There is no client with this client_id.');
  }
}

/**
 * 404: an administrator named a session that does not exist, or that a sweep has removed since it ended.
 *
 * @see docs/operating.md#find-and-end-sessions
 */
export class DcrSessionNotFoundError extends DcrError {
  constructor() {
    super('not_found', 404, 'There is no session with this id.');
  }
}

/**
 * 400: an administrator's query or filter is invalid.
 *
 * @see docs/operating.md#queries-in-your-own-controllers
 */
export class DcrInvalidQueryError extends DcrError {
  constructor(description: string) {
    super('invalid_request', 400, description);
  }
}
