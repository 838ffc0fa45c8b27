import { ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, IsUUID, Matches, MaxLength } from 'class-validator';
import { PageQuery } from '#libs/paging';
import { IsMoment } from './is-moment.js';

const MOMENT_OR_DAY: ApiPropertyOptions = {
  type: 'string',
  anyOf: [
    { type: 'string', format: 'date-time' },
    { type: 'string', format: 'date' },
  ],
};

const OUTCOMES = ['success', 'refused', 'incident'] as const;

/** Which events; all that are given must fit. */
export class AuditQuery extends PageQuery {
  /**
   * What happened.
   * @example 'login.failed'
   */
  @IsOptional()
  @IsString()
  @Matches(/^[a-z0-9_.-]{1,100}$/)
  type?: string;

  /**
   * How it ended.
   * @example 'refused'
   */
  @IsOptional()
  @IsIn(OUTCOMES)
  outcome?: (typeof OUTCOMES)[number];

  /**
   * The user or service who did it.
   * @example '0192f0c1-2d3e-7a4b-8c5d-6e7f8091a2b3'
   */
  @IsOptional()
  @IsUUID()
  actor_id?: string;

  /**
   * What it was done to.
   * @example '0192f0c1-2d3e-7a4b-8c5d-6e7f8091a2b3'
   */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  target_id?: string;

  /**
   * A user, as the one who did it, to whom it was done or whom it is about.
   * @example '0192f0c1-2d3e-7a4b-8c5d-6e7f8091a2b3'
   */
  @IsOptional()
  @IsUUID()
  user_id?: string;

  /**
   * The request, as in `X-Request-Id`.
   * @example '0192f0c1-2d3e-7a4b-8c5d-6e7f8091a2b3'
   */
  @IsOptional()
  @IsString()
  @MaxLength(128)
  request_id?: string;

  /**
   * From this moment on: a day in UTC, or a time with its zone.
   * @example '2026-01-01T00:00:00Z'
   */
  @ApiPropertyOptional(MOMENT_OR_DAY)
  @IsOptional()
  @IsMoment()
  from?: string;

  /**
   * Before this moment.
   * @example '2026-02-01T00:00:00Z'
   */
  @ApiPropertyOptional(MOMENT_OR_DAY)
  @IsOptional()
  @IsMoment()
  to?: string;
}

export class AuditActorDto {
  /** @example 'user' */
  kind!: 'user' | 'service' | 'operator' | 'system' | 'anonymous';

  /** @example '0192f0c1-2d3e-7a4b-8c5d-6e7f8091a2b3' */
  id!: string | null;

  /** @example '0192f0c1-2d3e-7a4b-8c5d-6e7f8091a2b3' */
  session_id!: string | null;

  /** @example null */
  token_id!: string | null;
}

export class AuditTargetDto {
  /** @example 'role' */
  kind!: string;

  /** @example '0192f0c1-2d3e-7a4b-8c5d-6e7f8091a2b3' */
  id!: string;
}

/** What else is known of an event. It depends on the type (docs/audit.md); there may be more members than these. */
export class AuditDetailsDto {
  /** What was there before. */
  before?: unknown;

  /** What is there now. */
  after?: unknown;

  /** Why. */
  reason?: string;

  /** How a sign-in was made: `password`, or a provider. */
  method?: string;

  /** The fields of an account that were changed. */
  fields?: string[];

  /** How many. */
  count?: number;

  sessions_ended?: number;
}

export class AuditEventDto {
  /** @example '0192f0c1-2d3e-7a4b-8c5d-6e7f8091a2b3' */
  id!: string;

  /** @example '2026-01-01T12:00:00.000Z' */
  created_at!: string;

  /** @example 'role.updated' */
  type!: string;

  /** @example 'success' */
  outcome!: 'success' | 'refused' | 'incident';

  actor!: AuditActorDto;

  target!: AuditTargetDto | null;

  /** The code of the refusal. @example null */
  code!: string | null;

  /** @example '192.0.2.7' */
  ip!: string | null;

  /** @example 'Mozilla/5.0' */
  user_agent!: string | null;

  /** @example '0192f0c1-2d3e-7a4b-8c5d-6e7f8091a2b3' */
  request_id!: string | null;

  /**
   * Before, after, reasons.
   * @example { "before": { "name": "reader" }, "after": { "name": "viewer" } }
   */
  details!: AuditDetailsDto;
}

export class AuditListDto {
  /** @example true */
  success!: true;

  events!: AuditEventDto[];

  /** Give it as `cursor` for the next page; `null` on the last. */
  next_cursor!: string | null;
}

/** Something that happened to one's own account. */
export class ActivityDto {
  /** @example '0192f0c1-2d3e-7a4b-8c5d-6e7f8091a2b3' */
  id!: string;

  /** @example '2026-01-01T12:00:00.000Z' */
  created_at!: string;

  /** @example 'login.succeeded' */
  type!: string;

  /** @example 'success' */
  outcome!: 'success' | 'refused' | 'incident';

  /**
   * `you`, `unknown` (nobody was signed in), `administration` or `system`.
   * @example 'you'
   */
  by!: 'you' | 'unknown' | 'administration' | 'system';

  /** @example null */
  code!: string | null;

  /** From where, when it was you or nobody who was signed in. @example '192.0.2.7' */
  ip!: string | null;

  /** @example 'Mozilla/5.0' */
  user_agent!: string | null;

  /** Your session. @example '0192f0c1-2d3e-7a4b-8c5d-6e7f8091a2b3' */
  session_id!: string | null;
}

export class ActivityListDto {
  /** @example true */
  success!: true;

  activity!: ActivityDto[];

  /** Give it as `cursor` for the next page; `null` on the last. */
  next_cursor!: string | null;
}
