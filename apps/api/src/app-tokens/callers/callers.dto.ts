import { ArrayMaxSize, IsArray, IsString, Matches } from 'class-validator';
import { SCOPE, SCOPE_FORM } from '../scopes.js';
import type { CallerRow } from './service-callers.store.js';

export class GrantCallerDto {
  /**
   * All that the tokens of the calling service may do here, in place of what was granted before; empty: they are let in, without a scope.
   * @example ['orders:sync']
   */
  @IsArray()
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @Matches(SCOPE, { each: true, message: SCOPE_FORM })
  scopes!: string[];
}

export class CallerDto {
  /** The service that relies on the scopes. @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44' */
  service_id!: string;

  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d11' */
  caller_service_id!: string;

  /** @example 'billing' */
  caller_service_name!: string;

  /** @example ['orders:sync'] */
  scopes!: string[];

  /** The user who granted them; `null`: an operator. @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d77' */
  granted_by!: string | null;

  /** @example '2026-11-23T10:15:30.000Z' */
  granted_at!: string;

  /** When the scopes were changed last. @example '2026-11-23T10:15:30.000Z' */
  updated_at!: string;
}

export class CallerShownDto {
  /** @example true */
  success!: true;

  caller!: CallerDto;
}

export class CallerGrantedDto {
  /** @example true */
  success!: true;

  /** @example 'Caller granted successfully' */
  message!: string;

  caller!: CallerDto;
}

export class CallerListDto {
  /** @example true */
  success!: true;

  callers!: CallerDto[];

  /** What the newest manifest of the service names, and no other scope is granted; `null`: none ever named any. @example ['orders:sync'] */
  declared_scopes!: string[] | null;

  /** Give it as `cursor` for the next page; `null` on the last. */
  next_cursor!: string | null;
}

export class CallerWithdrawnDto {
  /** @example true */
  success!: true;

  /** @example 'Caller withdrawn successfully' */
  message!: string;
}

export function toCaller(caller: CallerRow): CallerDto {
  return {
    service_id: caller.serviceId,
    caller_service_id: caller.id,
    caller_service_name: caller.name,
    scopes: [...caller.scopes],
    granted_by: caller.grantedBy,
    granted_at: caller.grantedAt.toISOString(),
    updated_at: caller.updatedAt.toISOString(),
  };
}
