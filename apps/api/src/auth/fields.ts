import { applyDecorators } from '@nestjs/common';
import {
  Allow,
  IsIn,
  IsOptional,
  IsString,
  MaxLength,
  registerDecorator,
  ValidateIf,
  type ValidationArguments,
} from 'class-validator';
import { isPersonName, normaliseEmail } from '#libs/kernel';
import { LANGUAGES } from '#libs/languages';
import { credentialsRequired } from './auth.errors.js';

/** RFC 5321 section 4.5.3.1 allows 254; longer texts are refused before any expensive check. */
const ADDRESS_MAX = 320;
/** 128 characters in their longest spelling; no stored password can match a longer one. */
const SHOWN_PASSWORD_MAX = 1024;

function checkedBy(name: string, message: string, isValid: (value: string) => boolean) {
  return (): PropertyDecorator => (target, property) =>
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: property.toString(),
      options: { message: ({ property: field }: ValidationArguments) => `${field} ${message}` },
      validator: { validate: (value) => typeof value === 'string' && isValid(value) },
    });
}

const IsAddress = checkedBy(
  'isAddress',
  'must be an e-mail address',
  (text) => text.length <= ADDRESS_MAX && normaliseEmail(text) !== null,
);

const IsPersonName = checkedBy(
  'isPersonName',
  'must have 1 to 100 characters that can be printed',
  isPersonName,
);

interface Credentials {
  readonly email: string;
  readonly password: string;
}

/**
 * Refuses a missing address and a missing password together, as the original service did.
 * @throws AppError `VALIDATION_FAILED`
 */
export function assertCredentialsGiven(body: Partial<Credentials>): asserts body is Credentials {
  const given = { email: body.email?.trim(), password: body.password };
  const missing = Object.entries(given).flatMap(([field, value]) => (value ? [] : [field]));
  if (missing.length > 0) throw credentialsRequired(missing);
}

const isGiven = (_object: unknown, value: unknown) =>
  value !== undefined && value !== null && value !== '';

/** For fields that `assertCredentialsGiven` requires. */
const askedForTogether = (...rules: PropertyDecorator[]) =>
  applyDecorators(ValidateIf(isGiven), ...rules);

/** The address of a new account, in a body that requires address and password together. */
export const RegisteredAddress = () => askedForTogether(IsString(), IsAddress());

/** A new password; the password rules check it, not the validation. */
export const RegisteredPassword = () => askedForTogether(IsString());

/** The address of a login: a text that is no address is treated as unknown. */
export const ShownAddress = () => askedForTogether(IsString(), MaxLength(ADDRESS_MAX));

export const ShownPassword = () => askedForTogether(IsString(), MaxLength(SHOWN_PASSWORD_MAX));

/** The password of the signed-in user. */
export const CurrentPassword = () => applyDecorators(IsString(), MaxLength(SHOWN_PASSWORD_MAX));

/** An address, required. */
export const Address = () => applyDecorators(IsString(), IsAddress());

/** A name that may be absent or `null`. */
export const OptionalName = () => applyDecorators(IsOptional(), IsString(), IsPersonName());

/** A language of pages and mails that may be absent or `null`. */
export const OptionalLanguage = () => applyDecorators(IsOptional(), IsIn(LANGUAGES));

/** Checked after the sign-in: an anonymous caller does not learn which services exist. */
export const Resource = () => applyDecorators(Allow());
