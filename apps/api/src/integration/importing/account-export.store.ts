import { Injectable } from '@nestjs/common';
import { rows, type Tx } from '#libs/database';

export interface ExportedAccount {
  readonly id: string;
  readonly email: string;
  readonly password_hash: string | null;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly is_active: boolean;
  readonly is_email_verified: boolean;
  readonly created_at: Date;
  readonly last_login: Date | null;
}

/** Reads accounts for an export. */
@Injectable()
export class AccountExportStore {
  /** In order of their ids, after the given one. */
  list(tx: Tx, after: string | null, limit: number): Promise<ExportedAccount[]> {
    const sql = `SELECT id, email, password AS password_hash, first_name, last_name, is_active,
        is_email_verified, created_at, last_login
      FROM users WHERE ($1::uuid IS NULL OR id > $1) ORDER BY id LIMIT $2`;
    return rows(tx, sql, [after, limit]);
  }
}
