import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { Audit } from '#api/audit';
import { AccountExportStore, type ExportedAccount } from './accounts.store.js';
import { toCsvCell } from './files/csv.js';
import type { FileFormat } from './files/account-file.js';

const PAGE = 1000;

/** A column of the file, and the property that it holds. */
type FileColumn = readonly [name: string, property: keyof ExportedAccount];

/** The columns of an export, in order; an import reads the same names. */
const COLUMNS: readonly FileColumn[] = [
  ['id', 'id'],
  ['email', 'email'],
  ['first_name', 'firstName'],
  ['last_name', 'lastName'],
  ['is_active', 'isActive'],
  ['is_email_verified', 'isEmailVerified'],
  ['created_at', 'createdAt'],
  ['last_login', 'lastLogin'],
];
const HASH_COLUMN: FileColumn = ['password_hash', 'password'];

export interface AccountExportOptions {
  readonly format: FileFormat;
  /** Includes the hashes of passwords. Only Gatehouse can import those that Gatehouse made. */
  readonly withHashes: boolean;
}

/** Exports all accounts, a page at a time. */
@Injectable()
export class AccountExport {
  constructor(
    private readonly database: Database,
    private readonly store: AccountExportStore,
    private readonly audit: Audit,
  ) {}

  /** The lines of the file, each with its line end. */
  async *lines({ format, withHashes }: AccountExportOptions): AsyncGenerator<string> {
    const columns = withHashes ? [...COLUMNS, HASH_COLUMN] : COLUMNS;
    await this.audit.record(this.database.pool, {
      type: 'users.exported',
      outcome: 'success',
      actor: { kind: 'operator' },
      details: { format, with_hashes: withHashes },
    });
    if (format === 'csv') yield `${columns.map(([name]) => name).join(',')}\n`;
    let after: string | null = null;
    for (;;) {
      const page: ExportedAccount[] = await this.store.list(this.database.pool, after, PAGE);
      for (const account of page) yield `${toLine(account, columns, format)}\n`;
      const last = page.at(-1);
      if (!last) return;
      after = last.id;
    }
  }
}

function toLine(
  account: ExportedAccount,
  columns: readonly FileColumn[],
  format: FileFormat,
): string {
  if (format === 'ndjson') {
    return JSON.stringify(
      Object.fromEntries(columns.map(([name, property]) => [name, account[property]])),
    );
  }
  return columns.map(([, property]) => toCsvCell(textOf(account[property]))).join(',');
}

const textOf = (value: string | boolean | Date | null): string => {
  if (value === null) return '';
  return value instanceof Date ? value.toISOString() : String(value);
};
