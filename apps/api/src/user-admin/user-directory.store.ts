import { Injectable } from '@nestjs/common';
import { rows, type Tx } from '#libs/database';
import type { User } from '#api/users';

export interface UserFilter {
  /** The beginning of a canonical address. */
  readonly emailPrefix: string | null;
  readonly isActive: boolean | null;
  readonly isEmailVerified: boolean | null;
}

const COLUMNS = `id, email, email_canonical AS "emailCanonical", first_name AS "firstName",
  last_name AS "lastName", is_active AS "isActive", is_email_verified AS "isEmailVerified",
  created_at AS "createdAt", updated_at AS "updatedAt", last_login AS "lastLogin"`;

const literal = (text: string) => text.replace(/[\\%_]/g, '\\$&');

/** Reads accounts page by page. */
@Injectable()
export class UserDirectoryStore {
  list(tx: Tx, filter: UserFilter, page: { after: string | null; limit: number }): Promise<User[]> {
    const conditions = [
      '($1::uuid IS NULL OR id > $1)',
      '($3::text IS NULL OR email_canonical LIKE $3)',
      '($4::boolean IS NULL OR is_active = $4)',
      '($5::boolean IS NULL OR is_email_verified = $5)',
    ];
    const sql = `SELECT ${COLUMNS} FROM users WHERE ${conditions.join(' AND ')} ORDER BY id LIMIT $2`;
    const prefix = filter.emailPrefix === null ? null : `${literal(filter.emailPrefix)}%`;
    return rows(tx, sql, [page.after, page.limit, prefix, filter.isActive, filter.isEmailVerified]);
  }
}
