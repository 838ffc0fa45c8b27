import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { Audit } from '#api/audit';
import { AccountExportStore, type ExportedAccount } from './account-export.store.js';
import { toCsvCell } from './files/csv-cell.js';
import type { FileFormat } from './files/file-record.js';

const PAGE = 1000;

/** The columns of an export, in order; an import reads them again. */
const COLUMNS = [
  'id',
  'email',
  'first_name',
  'last_name',
  'is_active',
  'is_email_verified',
  'created_at',
  'last_login',
] as const;

export interface AccountExportOptions {
  readonly format: FileFormat;
  /** With the passwords' hashes. Those that Gatehouse made can be imported by Gatehouse alone. */
  readonly withHashes: boolean;
}

/** Writes all accounts out, a page at a time. */
@Injectable()
export class AccountExport {
  constructor(
    private readonly database: Database,
    private readonly store: AccountExportStore,
    private readonly audit: Audit,
  ) {}

  /** The lines of the file, with their ends. */
  async *lines({ format, withHashes }: AccountExportOptions): AsyncGenerator<string> {
    const columns = withHashes ? [...COLUMNS, 'password_hash' as const] : COLUMNS;
    await this.audit.record(this.database.pool, {
      type: 'users.exported',
      outcome: 'success',
      actor: { kind: 'operator' },
      details: { format, with_hashes: withHashes },
    });
    if (format === 'csv') yield `${columns.join(',')}\n`;
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
  columns: readonly (keyof ExportedAccount)[],
  format: FileFormat,
): string {
  if (format === 'ndjson') {
    return JSON.stringify(Object.fromEntries(columns.map((name) => [name, account[name]])));
  }
  return columns.map((name) => toCsvCell(textOf(account[name]))).join(',');
}

const textOf = (value: string | boolean | Date | null): string => {
  if (value === null) return '';
  return value instanceof Date ? value.toISOString() : String(value);
};
