import { ValidationPipe } from '@nestjs/common';
import { AppError } from '#libs/kernel';
import { fieldProblems } from './field-problems.js';

const MAX_NAMED = 3;

/** A name such as `expires_in_days` stays as a client writes it. */
const IDENTIFIER_FIRST = /^\S*[_.]/;

/** What is wrong, in one sentence: the first few problems. */
function sentence(messages: readonly string[]): string {
  const named = messages.slice(0, MAX_NAMED).join('; ');
  const text = `${named}${messages.length > MAX_NAMED ? '; and more' : ''}`;
  const start = text.charAt(0);
  return `${IDENTIFIER_FIRST.test(text) ? start : start.toUpperCase()}${text.slice(1)}.`;
}

/**
 * Bodies, queries and path parameters become instances of their classes: unknown fields are dropped,
 * nothing is converted from one type to another, and all problems are reported together.
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
