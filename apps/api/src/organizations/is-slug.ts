import { registerDecorator } from 'class-validator';
import { findSlugProblem } from '#api/units';

/** 1 to 63 lower-case letters a to z, digits, and single hyphens between them. */
export const IsSlug = (): PropertyDecorator => (target, propertyName) =>
  registerDecorator({
    name: 'isSlug',
    target: target.constructor,
    propertyName: String(propertyName),
    validator: {
      validate: (value) => findSlugProblem(value) === null,
      defaultMessage: (given) =>
        `${String(propertyName)} ${findSlugProblem(given?.value) ?? 'is not valid'}`,
    },
  });
