import { Injectable } from '@nestjs/common';
import { AppError } from '#libs/kernel';
import { sqlStateOf } from './database-errors.js';

/**
 * Class 42 except privileges (42501): a table, column, function, type or constraint of the statement is missing.
 * 0A000: a prepared statement was planned for another schema.
 */
const SUSPICIOUS = /^(?:42(?!501)...|0A000)$/;
const RETRY_AFTER_SECONDS = 5;

/**
 * Distinguishes a schema that was changed while the server runs, which an operator can fix, from a faulty statement.
 * Without a schema check, every such failure is a fault.
 */
@Injectable()
export class SchemaSuspicion {
  private isUnfit: (() => Promise<boolean>) | undefined;

  /** @param isUnfit checks the schema again, and returns `true` only if it certainly does not fit */
  askWith(isUnfit: () => Promise<boolean>): void {
    this.isUnfit = isUnfit;
  }

  /**
   * The thrown error, or instead a refusal because of the schema; `null` at once if the schema cannot be the cause.
   */
  explain(thrown: unknown): Promise<unknown> | null {
    if (!this.isUnfit || !SUSPICIOUS.test(sqlStateOf(thrown))) return null;
    return this.isUnfit().then(
      (isUnfit) => (isUnfit ? schemaUnfit(thrown) : thrown),
      () => thrown,
    );
  }
}

const schemaUnfit = (cause: unknown): AppError =>
  new AppError('SERVICE_UNAVAILABLE', {
    detail: 'The server is being updated and cannot do this at the moment. Try again shortly.',
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    cause,
  });
