import type { User } from './user.js';
import type { UserDto } from './users.dto.js';

type ShownUser = Omit<User, 'emailCanonical' | 'updatedAt'>;

/** The contract's `user`. */
export function toUser(user: ShownUser): UserDto {
  return {
    id: user.id,
    email: user.email,
    first_name: user.firstName,
    last_name: user.lastName,
    is_active: user.isActive,
    is_email_verified: user.isEmailVerified,
    created_at: user.createdAt.toISOString(),
    last_login: user.lastLogin?.toISOString() ?? null,
  };
}
