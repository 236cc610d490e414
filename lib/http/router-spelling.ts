import type { AbstractHttpAdapter } from '@nestjs/core';
import type { ExpressApplication, FastifyApplication } from './framework.js';

/** Which differences between two paths the application's router ignores. */
interface RouterSettings {
  ignoreCase: boolean;
  ignoreTrailingSlash: boolean;
  ignoreDuplicateSlashes: boolean;
  decodes: boolean;
  /** Where the query begins; with Fastify's `useSemicolonDelimiter` also at a semicolon. */
  query: RegExp;
}

const QUERY = /[?#]/;
const QUERY_OR_SEMICOLON = /[?#;]/;

/** RFC 9112 §3.2.2: the request line may contain scheme and host. The routers ignore them. */
const ABSOLUTE = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;

/**
 * Returns a function that normalizes the path of a URL as the application's router does, so that paths can be
 * compared. It drops the query.
 */
export function routerSpelling(adapter: AbstractHttpAdapter): (url: string) => string {
  const { ignoreCase, ignoreTrailingSlash, ignoreDuplicateSlashes, decodes, query } = settingsOf(adapter);
  return (url) => {
    let path = url.replace(ABSOLUTE, '').split(query, 1)[0]!;
    if (decodes) path = decode(path);
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

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
