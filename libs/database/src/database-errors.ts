import { isNativeError } from 'node:util/types';
import { AppError, isAppError } from '#libs/kernel';
import { ConnectionRefused } from '#libs/migrator';
import { CONSTRAINT_REFUSALS } from './constraints.js';

interface DriverError {
  /** SQLSTATE, or the errno of the socket. */
  readonly code?: string;
  readonly constraint?: string;
  /** The routine of the server that raised the error. */
  readonly routine?: string;
  readonly message: string;
  readonly name: string;
}

const RETRY_AFTER_SECONDS = 5;
const RETRY_SOON_SECONDS = 1;

/**
 * SQLSTATEs of unavailability: 08 connection, 28 authentication of the server itself, 3D000 missing database, 53
 * resources (too many clients, disk full), 57P0x shutdown and crash, 25006 standby, XX001 and XX002 data corruption,
 * 58 file errors of the server.
 */
const UNAVAILABLE_STATE = /^(?:08...|28...|3D000|53...|57P0[1-5]|25006|58...|XX00[12])$/;
const UNAVAILABLE_ERRNO =
  /^(?:ECONNREFUSED|ECONNRESET|ECONNABORTED|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN)$/;
const UNAVAILABLE_WORDS =
  /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|Client was closed|Query read timeout|timeout expired|query_wait_timeout|server_login_retry|pgbouncer/i;
/** Errors after a statement was sent, unlike a connection that could not be opened in time. */
const ANSWER_LOST_WORDS = /^(?:Connection terminated(?: unexpectedly)?|Query read timeout)$/;
const ANSWER_LOST_ERRNO = /^(?:ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT)$/;
/** The server is stopping, has stopped or is starting, accepts no writes, or a connection broke. */
const SERVER_LEFT_STATE = /^(?:25006|57P0[1-3]|08...)$/;
/** TypeORM's errors about a connection that was lost in between. */
const RELEASED_NAMES = new Set([
  'QueryRunnerAlreadyReleasedError',
  'QueryRunnerProviderAlreadyReleasedError',
]);
/** Lock timeout and statement timeout. */
const BUSY_STATES = new Set(['55P03', '57014']);
/** Serialization failure, deadlock, lock not available, statement timeout. */
const RETRY_SOON_STATES = new Set(['40001', '40P01', '55P03', '57014']);
/**
 * The database role of the server lacks a privilege: the request is valid, and an operator can fix it. Triggers raise
 * the same state for internal errors.
 */
const FORBIDDEN_STATE = '42501';
const RIGHTS_CHECK = 'aclcheck_error';
/** A character that text columns cannot store (NUL), which passed validation. */
const UNSTORABLE_STATES = new Set(['22021', '22P05']);

/** The driver's error inside a TypeORM error. */
function driverErrorOf(error: unknown): DriverError | null {
  if (!isNativeError(error)) return null;
  const { driverError } = error as { driverError?: unknown };
  return isNativeError(driverError) ? driverError : error;
}

/** Whether the database could not be reached, or the connection broke. */
export function isUnavailable(error: unknown): boolean {
  const found = driverErrorOf(error);
  if (!found) return false;
  const { code } = found;
  if (typeof code === 'string' && (UNAVAILABLE_STATE.test(code) || UNAVAILABLE_ERRNO.test(code))) {
    return true;
  }
  if (found instanceof ConnectionRefused || found.name === 'HostsFailed') return true;
  return RELEASED_NAMES.has((error as Error).name) || UNAVAILABLE_WORDS.test(found.message);
}

/** Whether this connection, and those opened with it, lead to a server that can no longer do the work. */
export function hasServerLeft(error: unknown): boolean {
  return SERVER_LEFT_STATE.test(driverErrorOf(error)?.code ?? '');
}

/**
 * Whether the statement may have been executed although it failed, because no answer came. Also of a translated error.
 */
export function isAnswerLost(error: unknown): boolean {
  const found = driverErrorOf(isAppError(error) ? error.cause : error);
  if (!found) return false;
  return ANSWER_LOST_ERRNO.test(found.code ?? '') || ANSWER_LOST_WORDS.test(found.message);
}

/** The SQLSTATE, also of a translated error; `null` if there is none. */
export function driverStateOf(error: unknown): string | null {
  return driverErrorOf(isAppError(error) ? error.cause : error)?.code ?? null;
}

/** Raised if a check was refused without a query, because earlier checks have no answer from the database. */
export class ChecksHeldUp extends Error {
  override readonly name = 'ChecksHeldUp';
}

/** Whether a request failed because of the database: unreachable, or blocked by a lock. */
export function isDatabaseTrouble(error: unknown): boolean {
  if (isAppError(error)) {
    return error.code === 'DATABASE_UNAVAILABLE' || isDatabaseTrouble(error.cause);
  }
  if (error instanceof ChecksHeldUp || isUnavailable(error)) return true;
  return BUSY_STATES.has(driverErrorOf(error)?.code ?? '');
}

/**
 * The refusal for a failed statement; the error itself if it is an internal one. The original error stays in `cause`,
 * for the log.
 */
export function translateDatabaseError(error: unknown): unknown {
  if (isAppError(error)) return error;
  const found = driverErrorOf(error);
  if (!found) return error;
  if (isUnavailable(error)) return databaseUnavailable(error);
  const refusal = CONSTRAINT_REFUSALS[found.constraint ?? ''];
  if (refusal) {
    const { code, detail } = refusal;
    return new AppError(code, { cause: error, ...(detail !== undefined && { detail }) });
  }
  return byState(error, found);
}

function byState(error: unknown, { code: state = '', routine }: DriverError): unknown {
  if (RETRY_SOON_STATES.has(state)) {
    return new AppError('SERVICE_UNAVAILABLE', {
      detail: 'The request could not be finished in time. Try again.',
      retryAfterSeconds: RETRY_SOON_SECONDS,
      cause: error,
    });
  }
  if (state === FORBIDDEN_STATE && routine === RIGHTS_CHECK) {
    return new AppError('SERVICE_UNAVAILABLE', {
      detail:
        'The request needs something that the database refuses to the server. Try again later.',
      retryAfterSeconds: RETRY_AFTER_SECONDS,
      cause: error,
    });
  }
  if (UNSTORABLE_STATES.has(state)) {
    const detail = 'A value has characters that cannot be stored.';
    return new AppError('VALIDATION_FAILED', { detail, cause: error });
  }
  return error;
}

export function databaseUnavailable(cause: unknown): AppError {
  return new AppError('DATABASE_UNAVAILABLE', {
    detail: 'The database cannot be reached at the moment. Try again shortly.',
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    cause,
  });
}

/** The SQLSTATE of an untranslated error; empty if there is none. */
export function sqlStateOf(error: unknown): string {
  return driverErrorOf(error)?.code ?? '';
}

/** The name of the violated constraint, also of a translated error; or `null`. */
export function violatedConstraint(error: unknown): string | null {
  const original = isAppError(error) ? error.cause : error;
  return driverErrorOf(original)?.constraint ?? null;
}

/** Runs `work` and translates its errors. */
export async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw translateDatabaseError(error);
  }
}
