import { registerDecorator, type ValidationOptions } from 'class-validator';
import { findNameProblem } from '#libs/kernel';

const NAME_MAX = 100;
const DESCRIPTION_MAX = 1000;

/** Control characters and bidirectional formatting characters; joiners of emoji are allowed. */
const UNPRINTABLE = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;

function lengthProblem(text: string, max: number): string | null {
  const { length } = [...text];
  return length > max ? `must have at most ${max} characters` : null;
}

/** The problem of a name of a service, role, permission or token, or `null`. */
export function findNamedProblem(value: unknown): string | null {
  if (typeof value !== 'string') return 'must be a text';
  if (value.trim() === '') return 'must not be empty';
  return lengthProblem(value, NAME_MAX) ?? findNameProblem(value);
}

function findDescriptionProblem(value: unknown): string | null {
  if (typeof value !== 'string') return 'must be a text';
  if (!value.isWellFormed() || UNPRINTABLE.test(value)) return 'may not contain control characters';
  return lengthProblem(value, DESCRIPTION_MAX);
}

const rule =
  (name: string, find: (value: unknown) => string | null) =>
  (options?: ValidationOptions): PropertyDecorator =>
  (target, propertyName) =>
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: String(propertyName),
      ...(options && { options }),
      validator: {
        validate: (value) => find(value) === null,
        defaultMessage: (given) =>
          `${String(propertyName)} ${find(given?.value) ?? 'is not valid'}`,
      },
    });

/** 1 to 100 printable characters, without letters of another script that look alike. */
export const IsNamed = rule('isNamed', findNamedProblem);

/** Up to 1000 printable characters. */
export const IsDescribed = rule('isDescribed', findDescriptionProblem);
