import type { AbstractHttpAdapter } from '@nestjs/core';

/** Which spellings of a path the host's router takes for the same. */
interface RouterSettings {
  ignoreCase: boolean;
  ignoreTrailingSlash: boolean;
  ignoreDuplicateSlashes: boolean;
  decodes: boolean;
}

interface ExpressLike {
  enabled(setting: string): boolean;
}

interface FastifyRouterConfig {
  caseSensitive?: boolean;
  ignoreTrailingSlash?: boolean;
  ignoreDuplicateSlashes?: boolean;
}

interface FastifyLike {
  initialConfig: FastifyRouterConfig & { routerOptions?: FastifyRouterConfig };
}

/** RFC 9112 §3.2.2: a request may name scheme and host in its first line. The routers look at the path alone. */
const ABSOLUTE = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;

/**
 * A function that brings a request's URL to the one spelling by which paths can be compared: no query, and nothing
 * left of what the host's router overlooks.
 */
export function routerSpelling(adapter: AbstractHttpAdapter): (url: string) => string {
  const { ignoreCase, ignoreTrailingSlash, ignoreDuplicateSlashes, decodes } = settingsOf(adapter);
  return (url) => {
    let path = url.replace(ABSOLUTE, '').split(/[?#]/, 1)[0]!;
    if (decodes) path = decoded(path);
    if (ignoreDuplicateSlashes) path = path.replace(/\/{2,}/g, '/');
    if (ignoreTrailingSlash && path.length > 1) path = path.replace(/\/$/, '');
    return ignoreCase ? path.toLowerCase() : path;
  };
}

function settingsOf(adapter: AbstractHttpAdapter): RouterSettings {
  if (adapter.getType() !== 'fastify') {
    const express = adapter.getInstance<ExpressLike>();
    return {
      ignoreCase: !express.enabled('case sensitive routing'),
      ignoreTrailingSlash: !express.enabled('strict routing'),
      ignoreDuplicateSlashes: false,
      decodes: false,
    };
  }
  const { routerOptions, ...topLevel } = adapter.getInstance<FastifyLike>().initialConfig;
  const { caseSensitive, ignoreTrailingSlash, ignoreDuplicateSlashes } = { ...topLevel, ...routerOptions };
  return {
    ignoreCase: caseSensitive === false,
    ignoreTrailingSlash: ignoreTrailingSlash === true,
    ignoreDuplicateSlashes: ignoreDuplicateSlashes === true,
    decodes: true,
  };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
