import { hash } from 'node:crypto';
import { withoutLoopbackPort } from './redirect-uri.js';

/**
 * Equal for copies of one client: a hash of its redirect URIs, in any order and without loopback ports, and of its
 * `software_id`. Without a `software_id`, it is a hash of the redirect URIs alone.
 */
export function fingerprintOf(redirectUris: readonly string[], softwareId = ''): string {
  const distinct = [...new Set(redirectUris.map((uri) => withoutLoopbackPort(uri)))].toSorted();
  return hash('sha256', JSON.stringify([distinct, softwareId]));
}
