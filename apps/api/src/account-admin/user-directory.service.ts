import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { userNotFound } from '#api/rbac';
import { UsersStore, type User } from '#api/users';
import { UserDirectoryStore, type UserFilter } from './user-directory.store.js';

/** Finds accounts for those who administer them. */
@Injectable()
export class UserDirectory {
  constructor(
    private readonly database: Database,
    private readonly store: UserDirectoryStore,
    private readonly users: UsersStore,
  ) {}

  list(filter: UserFilter, page: { after: string | null; limit: number }): Promise<User[]> {
    return this.store.list(this.database.pool, filter, page);
  }

  /** @throws AppError `USER_NOT_FOUND` */
  async get(id: string): Promise<User> {
    const user = await this.users.findById(this.database.pool, id);
    if (!user) throw userNotFound();
    return user;
  }
}
