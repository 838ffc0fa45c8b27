import { ValidationPipe } from '@nestjs/common';
import { AppError } from '#libs/kernel';
import { fieldProblems } from './field-problems.js';

const MAX_NAMED = 3;

/** A field name such as `expires_in_days` is not capitalised. */
const IDENTIFIER_FIRST = /^\S*[_.]/;

/** One sentence of the first few problems. */
function sentence(messages: readonly string[]): string {
  const named = messages.slice(0, MAX_NAMED).join('; ');
  const text = `${named}${messages.length > MAX_NAMED ? '; and more' : ''}`;
  const start = text.charAt(0);
  return `${IDENTIFIER_FIRST.test(text) ? start : start.toUpperCase()}${text.slice(1)}.`;
}

/**
 * Converts bodies, queries and path parameters to instances of their classes: unknown fields are dropped, no value is
 * converted to another type, and all problems are reported together.
 */
export function createValidationPipe(): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    transform: true,
    transformOptions: { enableImplicitConversion: false, exposeUnsetFields: false },
    validationError: { target: false },
    exceptionFactory: (found) => {
      const errors = fieldProblems(found);
      const detail = sentence(errors.map(({ message }) => message));
      return new AppError('VALIDATION_FAILED', { detail, errors });
    },
  });
}
