import { Injectable } from '@nestjs/common';
import { columnsOf, rows, type Tx } from '#libs/database';
import { UserEntity } from '#api/users';

const EXPORTED = [
  'id',
  'email',
  'password',
  'firstName',
  'lastName',
  'isActive',
  'isEmailVerified',
  'createdAt',
  'lastLogin',
] as const;

export type ExportedAccount = Readonly<Pick<UserEntity, (typeof EXPORTED)[number]>>;

const COLUMNS = columnsOf(UserEntity, EXPORTED);

/** Reads accounts for an export. */
@Injectable()
export class AccountExportStore {
  /** Lists accounts in the order of their ids, after the given one. */
  list(tx: Tx, after: string | null, limit: number): Promise<ExportedAccount[]> {
    const sql = `SELECT ${COLUMNS}
      FROM users WHERE ($1::uuid IS NULL OR id > $1) ORDER BY id LIMIT $2`;
    return rows(tx, sql, [after, limit]);
  }
}
