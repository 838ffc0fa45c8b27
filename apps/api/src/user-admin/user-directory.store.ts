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

/** One of both, or each when it does not matter. */
const sidesOf = (column: string, wanted: boolean | null): string[] =>
  wanted === null ? [column, `NOT ${column}`] : [wanted ? column : `NOT ${column}`];

/** The combinations of both flags, each a stretch of one index in the order of ids; a single empty one without a filter. */
function stretchesOf({ isActive, isEmailVerified }: UserFilter): string[][] {
  if (isActive === null && isEmailVerified === null) return [[]];
  return sidesOf('is_active', isActive).flatMap((active) =>
    sidesOf('is_email_verified', isEmailVerified).map((verified) => [active, verified]),
  );
}

/** Reads accounts page by page. */
@Injectable()
export class UserDirectoryStore {
  list(tx: Tx, filter: UserFilter, page: { after: string | null; limit: number }): Promise<User[]> {
    const parameters: unknown[] = [page.limit];
    const given = (value: unknown) => `$${parameters.push(value)}`;
    const conditions: string[] = [];
    if (page.after !== null) conditions.push(`id > ${given(page.after)}::uuid`);
    if (filter.emailPrefix !== null) {
      conditions.push(`email_canonical LIKE ${given(`${literal(filter.emailPrefix)}%`)}`);
    }
    const stretches = stretchesOf(filter).map((flags) => {
      const all = [...flags, ...conditions];
      const where = all.length === 0 ? '' : `WHERE ${all.join(' AND ')}`;
      return `(SELECT ${COLUMNS} FROM users ${where} ORDER BY id LIMIT $1)`;
    });
    return rows(tx, `${stretches.join(' UNION ALL ')} ORDER BY id LIMIT $1`, parameters);
  }
}
