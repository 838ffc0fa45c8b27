import { IsOptional, IsUUID } from 'class-validator';
import { PageQuery } from '#libs/paging';

/** Which part of a list is wanted. Without either, all of it. */
export class ListSessionsQueryDto extends PageQuery {
  /**
   * The `next_cursor` of the page before.
   * @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44'
   */
  @IsOptional()
  @IsUUID('all', { message: 'cursor must be the next_cursor of the page before' })
  declare cursor?: string;
}

/** A live session. */
export class SessionDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44' */
  id!: string;

  /**
   * When the person signed in.
   * @example '2026-11-23T10:15:30.000Z'
   */
  created_at!: string;

  /**
   * When it was last used, to the minute.
   * @example '2026-11-23T11:02:00.000Z'
   */
  last_seen_at!: string;

  /**
   * When it ends unless it is refreshed.
   * @example '2026-12-23T10:15:30.000Z'
   */
  expires_at!: string;

  /**
   * From where it was begun or last refreshed.
   * @example '203.0.113.7'
   */
  ip!: string | null;

  /** @example 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0' */
  user_agent!: string | null;

  /**
   * A few words for a person.
   * @example 'Firefox 128 on Linux'
   */
  device!: string | null;

  /**
   * How the person was authenticated (RFC 8176), as in its access tokens.
   * @example ['pwd', 'otp', 'mfa']
   */
  amr!: string[];

  /**
   * Whether it is the session of this very request.
   * @example true
   */
  current!: boolean;
}

/** The caller's live sessions, newest first. */
export class SessionListDto {
  /** @example true */
  success!: boolean;

  sessions!: SessionDto[];

  /**
   * Give it as `cursor` for the next page; `null` on the last.
   * @example null
   */
  next_cursor!: string | null;
}

export class SessionEndedDto {
  /** @example true */
  success!: boolean;

  /** @example 'Session ended' */
  message!: string;
}

export class SessionsEndedDto {
  /** @example true */
  success!: boolean;

  /** @example 'All other sessions ended' */
  message!: string;

  /**
   * How many sessions ended.
   * @example 2
   */
  ended!: number;
}
