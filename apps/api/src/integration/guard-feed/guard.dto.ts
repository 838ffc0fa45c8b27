import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
  MinLength,
  registerDecorator,
} from 'class-validator';
import { AskingServiceDto, HeldGrantDto, ValidatedTokenDto } from '#api/app-tokens';
import { ServiceDto } from '#api/services';

export class GuardPermissionsQuery {
  /**
   * The user's id.
   * @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d77'
   */
  @IsString()
  @MinLength(1)
  @MaxLength(100)
  user!: string;

  /** Whether the answer has what the user holds at units, too. @example 'true' */
  @IsOptional()
  @IsIn(['true', 'false'])
  units?: 'true' | 'false';

  /** With `units=true`: `next_cursor` of the page before. @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d22' */
  @IsOptional()
  @IsUUID(undefined, { message: 'cursor must be the next_cursor of the page before' })
  cursor?: string;
}

export class GuardServiceDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44' */
  id!: string;

  /** @example 'orders' */
  name!: string;
}

export class GuardPermissionsDto {
  /** @example true */
  success!: true;

  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d77' */
  user_id!: string;

  service!: GuardServiceDto;

  /** Those that count in every session. @example ['orders:read', 'orders:write'] */
  permissions!: string[];

  /** @example ['clerk'] */
  roles!: string[];

  /** In the order of `roles`, then of `aal2_roles`. @example ['019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d66'] */
  role_ids!: string[];

  /** Those that count in sessions with two factors only (`acr` `aal2`). @example ['orders:refund'] */
  aal2_permissions!: string[];

  /** @example ['cashier'] */
  aal2_roles!: string[];

  /** Changes whenever one of the lists does. @example '9f3c2ab41d07e655' */
  version!: string;
}

const DIGEST = /^[\w-]{43}$/;
const CALLER_MAX_CHARACTERS = 64;
/** A guard asks about fewer tokens at once; so many fit into one body. */
const MOST = 250;

function isShownToken(item: unknown): boolean {
  if (typeof item !== 'object' || item === null) return false;
  const { digest, caller } = item as Record<string, unknown>;
  const isCaller = typeof caller === 'string' && caller.length <= CALLER_MAX_CHARACTERS;
  return typeof digest === 'string' && DIGEST.test(digest) && (caller === undefined || isCaller);
}

/** Validates the items without class-validator, which is slow for each: a flooded guard sends hundreds at a time. */
const AreShownTokens = (): PropertyDecorator => (target, propertyKey) => {
  IsArray()(target, propertyKey);
  ArrayMinSize(1)(target, propertyKey);
  ArrayMaxSize(MOST)(target, propertyKey);
  registerDecorator({
    name: 'areShownTokens',
    target: target.constructor,
    propertyName: String(propertyKey),
    validator: {
      validate: (value: unknown) => Array.isArray(value) && value.every(isShownToken),
      defaultMessage: () =>
        'each must have a digest, the SHA-256 of a token in base64url, and a caller of at most 64 characters or none',
    },
  });
};

export class ShownTokenDto {
  /** SHA-256 of the application token that the caller has shown, base64url. @example 'n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg' */
  digest!: string;

  /** Who has shown it: anything that tells the callers of the service apart and says no more. Bad tokens are counted by it. @example 'k3J9x0aQm2Vv' */
  caller?: string;
}

export class AskTokensDto {
  /** In the order of the answer. */
  @AreShownTokens()
  tokens!: ShownTokenDto[];
}

export class AskedTokenDto {
  /** `bad`: unknown, revoked, expired, or of an inactive service. `unavailable`: it could not be looked up. @example 'good' */
  status!: 'good' | 'bad' | 'unavailable';

  /** Whose a good token is. */
  service?: ServiceDto;

  token?: ValidatedTokenDto;

  /** The service that asks. */
  asked_by?: AskingServiceDto | undefined;

  /** What `asked_by` grants to `service`; `null`: nothing, not even to come in, unless they are the same. */
  grant?: HeldGrantDto | null | undefined;

  /** Of a bad one: this caller has shown too many, and may come back after so many seconds. @example 30 */
  retry_after_seconds?: number;
}

export class AskedTokensDto {
  /** @example true */
  success!: true;

  tokens!: AskedTokenDto[];
}
