import { Injectable } from '@nestjs/common';
import { AppError } from '#libs/kernel';
import { sqlStateOf } from './database-errors.js';

/**
 * Class 42 but for rights (42501): a table, column, function, type or constraint that the statement takes for
 * granted is not there. 0A000: a prepared statement was planned for another schema.
 */
const SUSPICIOUS = /^(?:42(?!501)...|0A000)$/;
const RETRY_AFTER_SECONDS = 5;

/**
 * Tells a schema that was changed under the server, which an operator can mend, from a fault in a statement of
 * ours. Without anybody to ask, every such failure is a fault.
 */
@Injectable()
export class SchemaSuspicion {
  private isUnfit: (() => Promise<boolean>) | undefined;

  /** `isUnfit` looks at the schema anew, and answers `true` only when it is certain that it does not fit. */
  askWith(isUnfit: () => Promise<boolean>): void {
    this.isUnfit = isUnfit;
  }

  /** What was thrown, or in its place why the schema failed it; `null` at once when the schema cannot be the reason. */
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
