import { type FindOperator, LessThan, LessThanOrEqual, MoreThan, MoreThanOrEqual } from 'typeorm';

/**
 * Conditions on timestamp columns. TypeORM 0.3 applies a column's transformer to the value of `LessThan(date)` in a find, but
 * not in the `where()` of a query builder. So these operators hold the stored form, which the transformer leaves unchanged.
 */
export function before(time: Date): FindOperator<Date> {
  return LessThan(time.getTime()) as unknown as FindOperator<Date>;
}

export function after(time: Date): FindOperator<Date> {
  return MoreThan(time.getTime()) as unknown as FindOperator<Date>;
}

export function notBefore(time: Date): FindOperator<Date> {
  return MoreThanOrEqual(time.getTime()) as unknown as FindOperator<Date>;
}

export function notAfter(time: Date): FindOperator<Date> {
  return LessThanOrEqual(time.getTime()) as unknown as FindOperator<Date>;
}
