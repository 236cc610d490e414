import { Type } from 'class-transformer';
import { IsDefined, IsObject, IsString } from 'class-validator';
import { CleanUpRequest } from '../../admin/clean-up.request.js';
import { ClientFilter } from '../../admin/client-filter.js';
import { RuleDto } from '../../admin/rule.dto.js';
import { SHOWN, SwaggerMembers } from '../../admin/swagger-members.js';
import { MAX_REASON_LENGTH } from '../../audit/actor.js';
import { MayBeUndefined, must, MustBe } from '../../validation/value-rules.js';

/** An operation on the clients that match a filter. */
@SwaggerMembers({ filter: { type: () => ClientFilter, required: true } })
export class BulkRequest extends CleanUpRequest {
  @IsObject(must('an object'))
  @Type(() => ClientFilter)
  declare filter: ClientFilter;
}

/** A rule to add, and why. */
@SwaggerMembers({ reason: SHOWN.text })
export class NewRuleRequest extends RuleDto {
  @MayBeUndefined()
  @MustBe(
    `text of at most ${MAX_REASON_LENGTH} characters`,
    (value) => typeof value === 'string' && value.length <= MAX_REASON_LENGTH,
  )
  declare reason?: string | undefined;
}

/** A registration to explain. */
@SwaggerMembers({ metadata: { type: () => Object, required: true }, ip: SHOWN.text })
export class ExplainRequest {
  /** With RFC 7591's member names, as the client sent it. */
  @IsDefined(must('the metadata of a client'))
  declare metadata: unknown;

  /** The caller's address. */
  @MayBeUndefined()
  @IsString(must('text'))
  declare ip?: string | undefined;
}
