import {
  Equals,
  IsBoolean,
  IsIn,
  IsOptional,
  IsString,
  MaxLength,
  MinLength,
} from 'class-validator';
import { PageQuery } from '#libs/paging';
import { UserDto } from '#api/users';

const FLAGS = ['true', 'false'] as const;

export class UsersQuery extends PageQuery {
  /**
   * Only addresses that begin so.
   * @example 'anna@'
   */
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(320)
  email?: string;

  /** Only accounts that are active, or that are not. */
  @IsOptional()
  @IsIn(FLAGS)
  is_active?: 'true' | 'false';

  /** Only accounts whose address is verified, or is not. */
  @IsOptional()
  @IsIn(FLAGS)
  is_email_verified?: 'true' | 'false';
}

export class UserListDto {
  /** @example true */
  success!: true;

  users!: UserDto[];

  /** Give it as `cursor` for the next page; `null` on the last. */
  next_cursor!: string | null;
}

export class UserAnswerDto {
  /** @example true */
  success!: true;

  user!: UserDto;
}

export class UpdateUserDto {
  /**
   * `false` deactivates: all sessions end, roles count for nothing until it is active again.
   * @example false
   */
  @IsOptional()
  @IsBoolean()
  is_active?: boolean;

  /**
   * `true` takes the address as verified; it cannot be taken back.
   * @example true
   */
  @IsOptional()
  @Equals(true, { message: 'is_email_verified can only be set to true' })
  is_email_verified?: boolean;

  /**
   * `true` ends all sessions of the user.
   * @example true
   */
  @IsOptional()
  @Equals(true, { message: 'end_sessions can only be true' })
  end_sessions?: boolean;
}

export class UserUpdatedDto extends UserAnswerDto {
  /** @example 'User updated successfully' */
  message!: string;

  /** How many sessions ended. @example 2 */
  sessions_ended!: number;
}

export class UserDeletedDto {
  /** @example true */
  success!: true;

  /** @example 'User deleted successfully' */
  message!: string;
}

export class FactorResetOrderedDto {
  /** @example true */
  success!: true;

  /** @example 'The owner was mailed and can object until the factors are removed' */
  message!: string;

  /**
   * When the factors are removed.
   * @example '2026-11-24T10:15:30.000Z'
   */
  due_at!: string;
}
