import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { Clock, normaliseEmail, sha256 } from '#libs/kernel';
import { Audit } from '#api/audit';
import { TotpTransfer, type TransferredTotp } from '#api/factors';
import { AccountsImportStore } from './accounts.store.js';
import type { FileRecord } from './files/account-file.js';
import { isKnownField, toAccount, type ImportedAccount } from './to-account.js';
import { openTotps, TOTP_FIELD } from './totp-seal.js';

const BATCH = 500;
const FINGERPRINT_BYTES = 6;
const UNOPENED = `${TOTP_FIELD} cannot be opened with this key, or is of another account`;

export interface RefusedLine {
  readonly line: number;
  readonly problem: string;
}

export interface AccountImportOptions {
  /** Writes nothing; the report says what would be written. */
  readonly dryRun: boolean;
  /** Opens the secrets of authenticator apps, which are left out without it. */
  readonly totpKey?: KeyObject;
  readonly onRefused?: (refused: RefusedLine) => void;
  /** Receives how many records were read. */
  readonly onProgress?: (seen: number) => void;
}

export interface AccountImportReport {
  readonly records: number;
  /** Accounts that were made, or in a dry run would be made. */
  readonly created: number;
  /** Records whose address has an account; it is not changed. */
  readonly present: number;
  readonly refused: number;
  /** Created accounts without a password, which can sign in only after a reset. */
  readonly withoutPassword: number;
  /** Unknown fields of the file. */
  readonly ignoredFields: readonly string[];
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Imports accounts from a file in batches, each in one transaction. An existing account is never changed, so that the
 * same file can be imported again, also after a failure.
 */
@Injectable()
export class AccountImport {
  constructor(
    private readonly database: Database,
    private readonly store: AccountsImportStore,
    private readonly totps: TotpTransfer,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async run(
    records: AsyncIterable<FileRecord>,
    options: AccountImportOptions,
  ): Promise<AccountImportReport> {
    const run = new Run(options);
    for await (const record of records) {
      run.take(await this.withTotps(record, run, options.totpKey));
      if (run.batch.length >= BATCH) await this.write(run, options);
    }
    await this.write(run, options);
    return run.report();
  }

  private async write(run: Run, { dryRun, onProgress }: AccountImportOptions): Promise<void> {
    const accounts = run.batch.splice(0);
    if (accounts.length > 0) {
      const made = dryRun ? await this.findFree(accounts) : await this.insert(accounts, run.totps);
      run.settle(accounts, made);
      run.totps.clear();
    }
    onProgress?.(run.counts.records);
  }

  /** The addresses without an account. */
  private async findFree(accounts: readonly ImportedAccount[]): Promise<Set<string>> {
    const canonicals = accounts.map(({ emailCanonical }) => emailCanonical);
    const taken = await this.store.findTaken(this.database.pool, canonicals);
    return new Set(canonicals.filter((canonical) => !taken.has(canonical)));
  }

  /** The record, whose sealed secrets are opened and kept for its account; a fault when they cannot be. */
  private async withTotps(record: FileRecord, run: Run, key?: KeyObject): Promise<FileRecord> {
    if (!key || !('fields' in record)) return record;
    const { [TOTP_FIELD]: sealed = null, ...fields } = record.fields;
    const canonical = canonicalOf(fields['email']);
    // An address that is none is refused with its own reason.
    if (sealed === null || sealed === '' || canonical === null) return { ...record, fields };
    const opened = await openTotps(key, canonical, sealed);
    if (!opened) return { line: record.line, problem: UNOPENED };
    run.totps.set(canonical, opened);
    return { ...record, fields };
  }

  private insert(
    accounts: readonly ImportedAccount[],
    totps: ReadonlyMap<string, readonly TransferredTotp[]>,
  ): Promise<Set<string>> {
    return this.database.transaction(async (tx) => {
      const made = await this.store.insertFree(tx, accounts, this.clock.now());
      for (const [canonical, id] of made)
        await this.totps.write(tx, id, totps.get(canonical) ?? []);
      if (made.size > 0) {
        await this.audit.record(tx, {
          type: 'users.imported',
          outcome: 'success',
          actor: { kind: 'operator' },
          details: { count: made.size },
        });
      }
      return new Set(made.keys());
    });
  }
}

const canonicalOf = (email: unknown): string | null =>
  typeof email === 'string' ? (normaliseEmail(email)?.canonical ?? null) : null;

/** The state of one import. */
class Run {
  readonly batch: ImportedAccount[] = [];
  /** Of the batch, by canonical address. */
  readonly totps = new Map<string, readonly TransferredTotp[]>();
  readonly counts: Mutable<Omit<AccountImportReport, 'ignoredFields'>> = {
    records: 0,
    created: 0,
    present: 0,
    refused: 0,
    withoutPassword: 0,
  };
  private readonly ignored = new Set<string>();
  /** The first line of each address, by a few bytes of its hash, so that millions fit into memory. */
  private readonly lineOf = new Map<number, number>();

  constructor(private readonly options: AccountImportOptions) {}

  take(record: FileRecord): void {
    this.counts.records += 1;
    const { line } = record;
    if ('problem' in record) return this.refuse(line, record.problem);
    for (const name of Object.keys(record.fields)) if (!isKnownField(name)) this.ignored.add(name);
    const account = toAccount(record.fields);
    if ('problem' in account) return this.refuse(line, account.problem);
    const fingerprint = sha256(account.emailCanonical).readUIntBE(0, FINGERPRINT_BYTES);
    const earlier = this.lineOf.get(fingerprint);
    if (earlier !== undefined) return this.refuse(line, `email stands in line ${earlier} already`);
    this.lineOf.set(fingerprint, line);
    this.batch.push(account);
  }

  settle(accounts: readonly ImportedAccount[], created: ReadonlySet<string>): void {
    const made = accounts.filter(({ emailCanonical }) => created.has(emailCanonical));
    this.counts.created += made.length;
    this.counts.present += accounts.length - made.length;
    this.counts.withoutPassword += made.filter(({ password }) => password === null).length;
  }

  report(): AccountImportReport {
    return { ...this.counts, ignoredFields: [...this.ignored].sort() };
  }

  private refuse(line: number, problem: string): void {
    this.counts.refused += 1;
    this.options.onRefused?.({ line, problem });
  }
}
