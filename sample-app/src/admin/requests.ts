import { Type } from 'class-transformer';
import { IsBoolean, IsDate, IsIn, IsInt, IsOptional, IsString, MaxLength } from 'class-validator';
import type {
  ClientSort,
  DcrAuditEventType,
  DcrAuditOutcome,
  DcrClientSource,
  DcrClientStatus,
  ListAuditEventsQuery,
  ListClientsQuery,
} from 'nestjs-dcr';

class PageRequest {
  @IsOptional()
  @IsString()
  cursor?: string;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  limit?: number;
}

export class ClientsRequest extends PageRequest implements ListClientsQuery {
  @IsOptional()
  @IsIn(['active', 'pending', 'disabled'])
  status?: DcrClientStatus;

  @IsOptional()
  @IsIn(['dcr', 'manual'])
  source?: DcrClientSource;

  @IsOptional()
  @IsString()
  @MaxLength(200)
  search?: string;

  @IsOptional()
  @IsIn(['-createdAt', 'createdAt', '-lastUsedAt', 'lastUsedAt'])
  sort?: ClientSort;
}

export class AuditRequest extends PageRequest implements ListAuditEventsQuery {
  @IsOptional()
  @IsString()
  type?: DcrAuditEventType;

  @IsOptional()
  @IsString()
  clientId?: string;

  @IsOptional()
  @IsString()
  outcome?: DcrAuditOutcome;

  @IsOptional()
  @Type(() => Date)
  @IsDate()
  from?: Date;

  @IsOptional()
  @Type(() => Date)
  @IsDate()
  to?: Date;
}

export class ReasonRequest {
  /** For the audit. */
  @IsOptional()
  @IsString()
  @MaxLength(500)
  reason?: string;
}

export class CleanUpRequest extends ReasonRequest {
  /** Only count what would go. */
  @IsOptional()
  @IsBoolean()
  dryRun?: boolean;
}
