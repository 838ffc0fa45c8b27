import { Injectable } from '@nestjs/common';
import { columnsOf, rows, type Tx } from '#libs/database';
import { FIRST_ID } from '#libs/paging';
import { USER_PROPERTIES, UserEntity, type User } from '#api/users';

export interface UserFilter {
  /** The beginning of a canonical address. */
  readonly emailPrefix: string | null;
  readonly isActive: boolean | null;
  readonly isEmailVerified: boolean | null;
}

const COLUMNS = columnsOf(UserEntity, USER_PROPERTIES);

const literal = (text: string) => text.replace(/[\\%_]/g, '\\$&');

const BOTH = [true, false];

/** The combinations of both flags that are wanted; none without a filter. */
function flagsOf({ isActive, isEmailVerified }: UserFilter): [boolean, boolean][] {
  if (isActive === null && isEmailVerified === null) return [];
  const [active, verified] = [isActive, isEmailVerified].map((flag) =>
    flag === null ? BOTH : [flag],
  );
  return active!.flatMap((a) => verified!.map((v): [boolean, boolean] => [a, v]));
}

/** Reads accounts page by page. */
@Injectable()
export class UserDirectoryStore {
  list(tx: Tx, filter: UserFilter, page: { after: string | null; limit: number }): Promise<User[]> {
    const parameters: unknown[] = [page.limit, page.after ?? FIRST_ID];
    let like = '';
    if (filter.emailPrefix !== null) {
      parameters.push(`${literal(filter.emailPrefix)}%`);
      like = 'AND email_canonical LIKE $3';
    }
    const flags = flagsOf(filter);
    if (flags.length === 0) {
      const sql = `SELECT ${COLUMNS} FROM users WHERE id > $2::uuid ${like} ORDER BY id LIMIT $1`;
      return rows(tx, sql, parameters);
    }
    // Each is a range of one index. The first flag is compared with a list, and named in the order: with `=` alone the
    // planner estimates how soon it finds enough rows along another index, and is wrong where the rows that match lie together.
    const stretches = flags.map(
      ([active, verified]) => `(SELECT ${COLUMNS} FROM users
        WHERE is_active = ANY(ARRAY[${active}]) AND is_email_verified = ${verified} AND id > $2::uuid ${like}
        ORDER BY users.is_active, users.is_email_verified, users.id LIMIT $1)`,
    );
    const sql = `SELECT * FROM (${stretches.join(' UNION ALL ')}) u ORDER BY id LIMIT $1`;
    return rows(tx, sql, parameters);
  }
}
