import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import { Type } from 'class-transformer';
import {
  IsObject,
  IsString,
  MaxLength,
  MinLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { PasskeyAssertionDto, type FactorType, type ShownFactor } from '#api/factors';

export const FACTOR_TYPES = ['totp', 'passkey', 'recovery_codes'] as const satisfies FactorType[];
export const SHOWN_TYPES = ['password', ...FACTOR_TYPES] as const;

/** What a body says that it shows; absent: the password. */
export type ShownType = (typeof SHOWN_TYPES)[number];

/** The fields of a body by which a factor is shown. */
export interface FactorBody {
  readonly type?: ShownType | null;
  readonly code?: string;
  readonly response?: object;
}

/** Longer than any code with its blanks. */
const MOST_CHARACTERS = 64;

type Condition = (body: FactorBody) => boolean;

/** The code of an authenticator app, or a recovery code. */
export const FactorCode = () => {
  const isShown: Condition = ({ type }) => type === 'totp' || type === 'recovery_codes';
  const documented = ApiPropertyOptional({ maxLength: MOST_CHARACTERS });
  return applyDecorators(
    ValidateIf(isShown),
    IsString(),
    MinLength(1),
    MaxLength(MOST_CHARACTERS),
    documented,
  );
};

/** What the browser's `navigator.credentials.get()` answered, as JSON. What has not its form is refused, and is no try. */
export const PasskeyResponse = () => {
  const isShown: Condition = ({ type }) => type === 'passkey';
  return applyDecorators(
    ValidateIf(isShown),
    IsObject(),
    ValidateNested(),
    Type(() => PasskeyAssertionDto),
    ApiPropertyOptional({ type: 'object', additionalProperties: true }),
  );
};

/** The factor that a valid body shows. */
export function toShownFactor({
  type,
  code,
  response,
}: FactorBody & { readonly type: FactorType }): ShownFactor {
  // Its form was checked; the verification takes nothing in it for granted.
  if (type === 'passkey') return { type, response: response as AuthenticationResponseJSON };
  return { type, code: code ?? '' };
}

/** The factor that a valid body shows; `null` when it shows the password. */
export function shownFactorOf({ type, ...shown }: FactorBody): ShownFactor | null {
  return type == null || type === 'password' ? null : toShownFactor({ ...shown, type });
}
