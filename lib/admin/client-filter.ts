import { Type } from 'class-transformer';
import { IsBoolean, IsDate, IsString } from 'class-validator';
import {
  CLIENT_SOURCES,
  CLIENT_STATUSES,
  type DcrClientSource,
  type DcrClientStatus,
} from '../clients/client.entity.js';
import { ToBoolean, ToList } from '../validation/conversions.js';
import { IsOneOf, MayBeUndefined, must, MustBe } from '../validation/value-rules.js';

/** A statement takes a limited number of parameters. */
const MAX_CLIENT_IDS = 1_000;

/**
 * Selects clients. All given members must match.
 *
 * The fields are declared, not defined: an instance has only the members that were sent, and a bulk operation refuses a
 * filter with a member that has no value.
 */
export class ClientFilter {
  /** Every client. A bulk operation needs it where no other member is given; it cannot be combined with another. */
  @MayBeUndefined()
  @ToBoolean()
  @MustBe('true', (value) => value === true)
  declare all?: true;

  @MayBeUndefined()
  @IsOneOf(CLIENT_STATUSES)
  declare status?: DcrClientStatus;

  @MayBeUndefined()
  @IsOneOf(CLIENT_SOURCES)
  declare source?: DcrClientSource;

  /** Part of a name, client id, redirect host or software id, in any case. */
  @MayBeUndefined()
  @IsString(must('text'))
  declare search?: string;

  /** At most 1,000. */
  @MayBeUndefined()
  @ToList()
  @MustBe(
    `a list of at most ${MAX_CLIENT_IDS} client ids`,
    (value) =>
      Array.isArray(value) && value.length <= MAX_CLIENT_IDS && value.every((id) => typeof id === 'string'),
  )
  declare clientIds?: string[];

  /** `true`: never used. `false`: used at least once. */
  @MayBeUndefined()
  @ToBoolean()
  @IsBoolean(must('true or false'))
  declare neverUsed?: boolean;

  /** Exclusive. */
  @MayBeUndefined()
  @Type(() => Date)
  @IsDate(must('a valid Date'))
  declare createdBefore?: Date;

  /** Also those that were never used. */
  @MayBeUndefined()
  @Type(() => Date)
  @IsDate(must('a valid Date'))
  declare lastUsedBefore?: Date;

  /** Copies of this client: the same redirect URIs and software, itself included. */
  @MayBeUndefined()
  @IsString(must('text'))
  declare similarTo?: string;
}
