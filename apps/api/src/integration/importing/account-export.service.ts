import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { Audit } from '#api/audit';
import { TotpTransfer } from '#api/factors';
import { AccountExportStore, type ExportedAccount } from './accounts.store.js';
import { toCsvCell } from './files/csv.js';
import type { FileFormat } from './files/account-file.js';
import { sealTotps, TOTP_FIELD } from './totp-seal.js';

const PAGE = 1000;

/** A column of the file, and the property that it holds. */
type FileColumn = readonly [name: string, property: keyof ExportedLine];

/** An account with its authenticator apps, sealed; `null` when it has none. */
type ExportedLine = ExportedAccount & { readonly totpSecrets?: string | null };

/** The columns of an export, in order; an import reads the same names. */
const COLUMNS: readonly FileColumn[] = [
  ['id', 'id'],
  ['email', 'email'],
  ['first_name', 'firstName'],
  ['last_name', 'lastName'],
  ['locale', 'locale'],
  ['is_active', 'isActive'],
  ['is_email_verified', 'isEmailVerified'],
  ['created_at', 'createdAt'],
  ['last_login', 'lastLogin'],
];
const HASH_COLUMN: FileColumn = ['password_hash', 'password'];
const TOTP_COLUMN: FileColumn = [TOTP_FIELD, 'totpSecrets'];

export interface AccountExportOptions {
  readonly format: FileFormat;
  /** Includes the hashes of passwords. Only Gatehouse can import those that Gatehouse made. */
  readonly withHashes: boolean;
  /** Includes the secrets of authenticator apps, encrypted to this public key. */
  readonly totpKey?: KeyObject;
}

/** Exports all accounts, a page at a time. */
@Injectable()
export class AccountExport {
  constructor(
    private readonly database: Database,
    private readonly store: AccountExportStore,
    private readonly totps: TotpTransfer,
    private readonly audit: Audit,
  ) {}

  /** The lines of the file, each with its line end. */
  async *lines({ format, withHashes, totpKey }: AccountExportOptions): AsyncGenerator<string> {
    const columns = [
      ...COLUMNS,
      ...(withHashes ? [HASH_COLUMN] : []),
      ...(totpKey ? [TOTP_COLUMN] : []),
    ];
    await this.audit.record(this.database.pool, {
      type: 'users.exported',
      outcome: 'success',
      actor: { kind: 'operator' },
      details: { format, with_hashes: withHashes, with_totp_secrets: totpKey !== undefined },
    });
    if (format === 'csv') yield `${columns.map(([name]) => name).join(',')}\n`;
    let after: string | null = null;
    for (;;) {
      const page: ExportedAccount[] = await this.store.list(this.database.pool, after, PAGE);
      const lines = totpKey ? await this.sealed(page, totpKey) : page;
      for (const line of lines) yield `${toLine(line, columns, format)}\n`;
      const last = page.at(-1);
      if (!last) return;
      after = last.id;
    }
  }

  private async sealed(page: readonly ExportedAccount[], key: KeyObject): Promise<ExportedLine[]> {
    const ids = page.map(({ id }) => id);
    const found = await this.totps.readOf(this.database.pool, ids);
    const sealOf = async ({ id, emailCanonical }: ExportedAccount) => {
      const totps = found.get(id);
      return totps ? sealTotps(key, emailCanonical, totps) : null;
    };
    return Promise.all(
      page.map(async (account) => ({ ...account, totpSecrets: await sealOf(account) })),
    );
  }
}

function toLine(account: ExportedLine, columns: readonly FileColumn[], format: FileFormat): string {
  if (format === 'ndjson') {
    return JSON.stringify(
      Object.fromEntries(columns.map(([name, property]) => [name, account[property]])),
    );
  }
  return columns.map(([, property]) => toCsvCell(textOf(account[property]))).join(',');
}

const textOf = (value: string | boolean | Date | null | undefined): string => {
  if (value == null) return '';
  return value instanceof Date ? value.toISOString() : String(value);
};
