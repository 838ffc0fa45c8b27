import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { Users, type User } from '#api/users';
import { UserDirectoryStore, type UserFilter } from './user-directory.store.js';

/** Lists and finds accounts for administrators and the operator. */
@Injectable()
export class UserDirectory {
  constructor(
    private readonly database: Database,
    private readonly store: UserDirectoryStore,
    private readonly users: Users,
  ) {}

  /** In the order of their ids. */
  list(filter: UserFilter, page: { after: string | null; limit: number }): Promise<User[]> {
    return this.store.list(this.database.pool, filter, page);
  }

  /** @throws AppError `USER_NOT_FOUND` */
  get(id: string): Promise<User> {
    return this.users.getById(this.database.pool, id);
  }
}
