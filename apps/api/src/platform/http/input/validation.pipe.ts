import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { AppError, type FieldProblem } from '#libs/kernel';

/** The stable codes of class-validator's rules; for our own rules the code is the name in capitals. */
const CODES: Readonly<Record<string, string>> = {
  arrayMaxSize: 'TOO_MANY',
  arrayMinSize: 'TOO_FEW',
  arrayUnique: 'REPEATED',
  isArray: 'NOT_A_LIST',
  isBoolean: 'NOT_A_BOOLEAN',
  isDefined: 'REQUIRED',
  isEmail: 'INVALID_EMAIL',
  isAddress: 'INVALID_EMAIL',
  isIn: 'NOT_ALLOWED',
  isEnum: 'NOT_ALLOWED',
  isInt: 'NOT_A_WHOLE_NUMBER',
  isMoment: 'INVALID_TIME',
  isNotEmpty: 'REQUIRED',
  isNumber: 'NOT_A_NUMBER',
  isObject: 'NOT_AN_OBJECT',
  isNamed: 'INVALID',
  isString: 'NOT_A_TEXT',
  isUuid: 'INVALID_ID',
  length: 'WRONG_LENGTH',
  matches: 'WRONG_FORM',
  max: 'TOO_LARGE',
  maxLength: 'TOO_LONG',
  min: 'TOO_SMALL',
  minLength: 'TOO_SHORT',
  unknownValue: 'INVALID',
};

/** The rules that are reported first: the type of a value before its length. */
const FIRST = [
  'isDefined',
  'isNotEmpty',
  'isString',
  'isArray',
  'isInt',
  'isNumber',
  'isBoolean',
  'isObject',
];

const capitals = (name: string) => name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();

function firstRule(constraints: Readonly<Record<string, string>>): string {
  return FIRST.find((name) => name in constraints) ?? Object.keys(constraints)[0] ?? 'unknownValue';
}

function problemOf(error: ValidationError, field: string): FieldProblem {
  const constraints = error.constraints ?? {};
  const isMissing = error.value === undefined || error.value === null;
  const rule = firstRule(constraints);
  if (isMissing) return { field, code: 'REQUIRED', message: `${field} is required` };
  return {
    field,
    code: CODES[rule] ?? capitals(rule),
    message: constraints[rule] ?? `${field} is not valid`,
  };
}

/** One problem per field, with its path (`scopes.0`, `address.city`), in the order of the class. */
function fieldProblems(errors: readonly ValidationError[], prefix = ''): FieldProblem[] {
  return errors.flatMap((error) => {
    const field = `${prefix}${error.property}`;
    const own = error.constraints ? [problemOf(error, field)] : [];
    return [...own, ...fieldProblems(error.children ?? [], `${field}.`)];
  });
}

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
