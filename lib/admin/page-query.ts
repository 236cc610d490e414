import { applyDecorators } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsString } from 'class-validator';
import { MayBeUndefined, must, MustBe } from '../validation/value-rules.js';

const MAX_LIMIT = 500;
export const DEFAULT_LIMIT = 50;
export const INVALID_CURSOR = 'the nextCursor of a page of the same query';

/**
 * Selects a page.
 *
 * @see docs/operating.md#list-clients-and-show-statistics
 */
export interface PageQuery {
  /** `nextCursor` of the previous page. Default: the first page. */
  cursor?: string | undefined;
  /** 1 to 500. Default: 50. */
  limit?: number | undefined;
}

export function IsCursor(): PropertyDecorator {
  return applyDecorators(MayBeUndefined(), IsString(must(INVALID_CURSOR)));
}

export function IsPageLimit(): PropertyDecorator {
  const isValid = (limit: unknown) =>
    Number.isInteger(limit) && (limit as number) >= 1 && (limit as number) <= MAX_LIMIT;
  return applyDecorators(
    MayBeUndefined(),
    Type(() => Number),
    MustBe(`a whole number from 1 to ${MAX_LIMIT}`, isValid),
  );
}
