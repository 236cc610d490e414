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
import { SHOWN, SwaggerMembers } from './swagger-members.js';

/** Databases limit the number of parameters of a statement. */
const MAX_CLIENT_IDS = 1_000;

/**
 * Selects clients. All given members must match.
 *
 * The fields are declared, not defined, so that an instance has only the members that were sent: a bulk operation
 * rejects a filter that has a member without a value.
 *
 * @see docs/operating.md#bulk-operations
 */
@SwaggerMembers({
  all: SHOWN.boolean,
  status: SHOWN.oneOf(CLIENT_STATUSES),
  source: SHOWN.oneOf(CLIENT_SOURCES),
  search: SHOWN.text,
  redirectHost: SHOWN.text,
  clientIds: SHOWN.texts,
  neverUsed: SHOWN.boolean,
  createdBefore: SHOWN.date,
  lastUsedBefore: SHOWN.date,
  similarTo: SHOWN.text,
})
export class ClientFilter {
  /** Selects every client. A bulk operation requires it if there is no other member. It excludes all others. */
  @MayBeUndefined()
  @ToBoolean()
  @MustBe('true', (value) => value === true)
  declare all?: true | undefined;

  @MayBeUndefined()
  @IsOneOf(CLIENT_STATUSES)
  declare status?: DcrClientStatus | undefined;

  @MayBeUndefined()
  @IsOneOf(CLIENT_SOURCES)
  declare source?: DcrClientSource | undefined;

  /** Part of the name, client id, redirect host or software id; case-insensitive. */
  @MayBeUndefined()
  @IsString(must('text'))
  declare search?: string | undefined;

  /**
   * Clients with a redirect URI on this host, whatever the port, as `listRedirectHosts()` names it. `loopback` stands for
   * `localhost`, `127.0.0.1` and `[::1]`.
   */
  @MayBeUndefined()
  @IsString(must('text'))
  declare redirectHost?: string | undefined;

  /** Clients with one of these ids; at most 1,000. */
  @MayBeUndefined()
  @ToList()
  @MustBe(
    `a list of at most ${MAX_CLIENT_IDS} client ids`,
    (value) =>
      Array.isArray(value) && value.length <= MAX_CLIENT_IDS && value.every((id) => typeof id === 'string'),
  )
  declare clientIds?: string[] | undefined;

  /** `true`: never used. `false`: used at least once. */
  @MayBeUndefined()
  @ToBoolean()
  @IsBoolean(must('true or false'))
  declare neverUsed?: boolean | undefined;

  /** Clients that registered before this time. */
  @MayBeUndefined()
  @Type(() => Date)
  @IsDate(must('a valid Date'))
  declare createdBefore?: Date | undefined;

  /** Clients last used before this time, or never used. */
  @MayBeUndefined()
  @Type(() => Date)
  @IsDate(must('a valid Date'))
  declare lastUsedBefore?: Date | undefined;

  /** Copies of the client with this id: the same redirect URIs and software, itself included. */
  @MayBeUndefined()
  @IsString(must('text'))
  declare similarTo?: string | undefined;
}
