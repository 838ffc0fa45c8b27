import { registerDecorator } from 'class-validator';
import { readDomain } from './domain-name.js';

/** The problem of a given domain, or `null`. */
function problemOf(value: unknown): string | null {
  const read = readDomain(value);
  return 'problem' in read ? read.problem : null;
}

/** A domain of at least two labels, without a wildcard. */
export const IsDomain = (): PropertyDecorator => (target, propertyName) =>
  registerDecorator({
    name: 'isDomain',
    target: target.constructor,
    propertyName: String(propertyName),
    validator: {
      validate: (value) => problemOf(value) === null,
      defaultMessage: (given) =>
        `${String(propertyName)} ${problemOf(given?.value) ?? 'is not valid'}`,
    },
  });
