import { gzipSync } from 'node:zlib';
import type { HttpRequest } from '../../support/http.js';
import type { ApplicationKind } from './application-kinds.js';

/** A request to the application's own routes, which must be answered as if our module did not exist. */
export interface OwnRequest extends HttpRequest {
  name: string;
  path: string;
}

const thing = JSON.stringify({ name: 'lamp', size: 3 });
const json = { 'content-type': 'application/json' };

const to = (path: string, name: string, request: HttpRequest): OwnRequest => ({ path, name, ...request });

export function ownRequests({ base, register }: Pick<ApplicationKind, 'base' | 'register'>): OwnRequest[] {
  const things = `${base}/things`;
  return [
    to(things, 'a GET', { method: 'GET' }),
    to(things, 'a valid DTO', { headers: json, body: thing }),
    to(things, 'a DTO with an unknown member', {
      headers: json,
      body: '{"name":"lamp","size":3,"role":"admin"}',
    }),
    to(things, 'a DTO of wrong types', { headers: json, body: '{"name":3}' }),
    to(things, 'malformed JSON', { headers: json, body: '{"name":' }),
    to(things, 'an empty body', { headers: json, body: '' }),
    to(things, 'a form', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'name=lamp&size=3',
    }),
    to(things, 'text', { headers: { 'content-type': 'text/plain' }, body: thing }),
    to(things, 'text of a custom type', {
      headers: { 'content-type': 'application/x-thing' },
      body: thing,
    }),
    to(things, 'gzip', { headers: { ...json, 'content-encoding': 'gzip' }, body: gzipSync(thing) }),
    to(things, '2 MiB', { headers: json, body: JSON.stringify({ name: 'a'.repeat(2 << 20), size: 3 }) }),
    to(things, 'a preflight', { method: 'OPTIONS', headers: { 'access-control-request-method': 'POST' } }),
    to(things.toUpperCase(), 'its path in capitals', { method: 'GET' }),
    to(`${things}/`, 'its path with a slash', { method: 'GET' }),
    to(`${things}/raw`, 'a route that wants the raw body', { headers: json, body: thing }),
    to(`${things}/stream`, 'a route that reads the stream', { headers: json, body: thing }),
    to(`${things}/secret`, 'a guarded route', { method: 'GET' }),
    to(`${things}/limited`, 'the first of two allowed requests', { method: 'GET' }),
    to(`${things}/limited`, 'the second of two allowed requests', { method: 'GET' }),
    to(`${things}/limited`, 'one request too many', { method: 'GET' }),
    to(`${base}/no-such-route`, 'an unknown route', { headers: json, body: thing }),
    to(`${base}/no-such-route`, 'a GET of an unknown route', { method: 'GET' }),
    to('/no-such-route', 'a GET of an unknown route outside any prefix', { method: 'GET' }),
    to(`${base}/no-such-route`, 'malformed JSON to an unknown route', { headers: json, body: '{' }),
    to(`${base}/no-such-route`, 'a preflight of an unknown route', {
      method: 'OPTIONS',
      headers: { 'access-control-request-method': 'POST' },
    }),
    to(`${register}ed`, 'a route that begins like the endpoint', { headers: json, body: '{' }),
    to(`${register}/things`, 'a route below the endpoint', { headers: json, body: thing }),
    to(`${register}/things`, 'malformed JSON below the endpoint', { headers: json, body: '{' }),
    to(register, 'a GET of the endpoint', { method: 'GET' }),
    to(register, 'a PUT at the endpoint', { method: 'PUT', headers: json, body: thing }),
    to(register, 'malformed JSON in a PUT at the endpoint', { method: 'PUT', headers: json, body: '{' }),
    to(register, 'a DELETE of the endpoint', { method: 'DELETE' }),
  ];
}

/** Fastify's router is case-sensitive, so `/Register` belongs to the application there. */
export function caseVariant({ register }: Pick<ApplicationKind, 'register'>): OwnRequest {
  return { name: 'the endpoint in capitals', path: register.toUpperCase(), headers: json, body: '{' };
}
