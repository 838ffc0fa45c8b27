import { Param, type PipeTransform } from '@nestjs/common';
import { AppError, isId } from '#libs/kernel';

/** Refuses an invalid id with 404, like an unknown one. Runs after the guard. */
class IdPipe implements PipeTransform<unknown, string> {
  transform(value: unknown): string {
    if (!isId(value)) throw new AppError('NOT_FOUND', { detail: 'There is nothing with this id' });
    return value.toLowerCase();
  }
}

/** A path parameter that is an id. */
export const IdParam = (name: string) => Param(name, new IdPipe());
