import { BadRequestException } from '@nestjs/common';
import { type Fields, text } from './fields.js';

/** A request to explain: what a client sent, and from where. */
export interface ExplainView {
  /** As the operator pasted it. */
  request?: string | undefined;
  ip?: string | undefined;
}

export function readExplainView(query: Fields): ExplainView {
  return { request: text(query, 'request'), ip: text(query, 'ip') };
}

/**
 * The JSON object in a pasted text, which may also be a whole HTTP request or a `curl` command.
 *
 * @throws BadRequestException
 */
export function metadataIn(request: string): unknown {
  const from = request.indexOf('{');
  const to = request.lastIndexOf('}');
  try {
    return JSON.parse(request.slice(from, to + 1));
  } catch {
    throw new BadRequestException(
      'The request must contain a JSON object, such as { "redirect_uris": […] }.',
    );
  }
}
