import { applyDecorators } from '@nestjs/common';
import { IsBoolean, ValidateIf } from 'class-validator';

/** `true`, `false` or absent. `null` is refused: whether it lifts what the flag requires would be a guess. */
export const IsFlag = (): PropertyDecorator => {
  const isGiven = (_body: unknown, value: unknown) => value !== undefined;
  return applyDecorators(ValidateIf(isGiven), IsBoolean());
};
