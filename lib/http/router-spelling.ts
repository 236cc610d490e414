import type { AbstractHttpAdapter } from '@nestjs/core';
import type { ExpressApplication, FastifyApplication } from './framework.js';

/** Which spellings of a path the application's router treats as the same. */
interface RouterSettings {
  ignoreCase: boolean;
  ignoreTrailingSlash: boolean;
  ignoreDuplicateSlashes: boolean;
  decodes: boolean;
  /** Fastify with `useSemicolonDelimiter`: what follows a semicolon is the query. */
  query: RegExp;
}

const QUERY = /[?#]/;
const QUERY_OR_SEMICOLON = /[?#;]/;

/** RFC 9112 §3.2.2: a request may name scheme and host in its first line. The routers look at the path alone. */
const ABSOLUTE = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;

/**
 * Returns a function that brings a request's URL to one spelling, by which paths can be compared: without the query, and
 * without whatever the application's router ignores.
 */
export function routerSpelling(adapter: AbstractHttpAdapter): (url: string) => string {
  const { ignoreCase, ignoreTrailingSlash, ignoreDuplicateSlashes, decodes, query } = settingsOf(adapter);
  return (url) => {
    let path = url.replace(ABSOLUTE, '').split(query, 1)[0]!;
    if (decodes) path = decoded(path);
    if (ignoreDuplicateSlashes) path = path.replace(/\/{2,}/g, '/');
    if (ignoreTrailingSlash && path.length > 1) path = path.replace(/\/$/, '');
    return ignoreCase ? path.toLowerCase() : path;
  };
}

function settingsOf(adapter: AbstractHttpAdapter): RouterSettings {
  if (adapter.getType() !== 'fastify') {
    const express = adapter.getInstance<ExpressApplication>();
    return {
      ignoreCase: !express.enabled('case sensitive routing'),
      ignoreTrailingSlash: !express.enabled('strict routing'),
      ignoreDuplicateSlashes: false,
      decodes: false,
      query: QUERY,
    };
  }
  const { routerOptions, ...topLevel } = adapter.getInstance<FastifyApplication>().initialConfig;
  const { caseSensitive, ignoreTrailingSlash, ignoreDuplicateSlashes } = { ...topLevel, ...routerOptions };
  // Fastify fills in defaults in both places, so `true` in either was written by the application.
  const usesSemicolon = topLevel.useSemicolonDelimiter || routerOptions?.useSemicolonDelimiter;
  return {
    ignoreCase: caseSensitive === false,
    ignoreTrailingSlash: ignoreTrailingSlash === true,
    ignoreDuplicateSlashes: ignoreDuplicateSlashes === true,
    decodes: true,
    query: usesSemicolon ? QUERY_OR_SEMICOLON : QUERY,
  };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
