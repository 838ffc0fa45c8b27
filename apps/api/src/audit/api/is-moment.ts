import { registerDecorator } from 'class-validator';
import { toMoment } from '#libs/kernel';

/** A day, or a time with its zone. */
export const IsMoment = (): PropertyDecorator => (target, propertyName) =>
  registerDecorator({
    name: 'isMoment',
    target: target.constructor,
    propertyName: String(propertyName),
    validator: {
      validate: (value) => typeof value === 'string' && toMoment(value) !== null,
      defaultMessage: () =>
        `${String(propertyName)} must be a day (2026-01-31) or a time with its zone (2026-01-31T12:00:00Z)`,
    },
  });
