import type { QueryResult } from 'pg';
import { ConnectionRefused } from './connection-errors.js';
import type { Session } from './connection-plan.js';

type Ask = (sql: string) => Promise<QueryResult<{ standby: boolean; only: string }>>;

const QUESTION = `SELECT pg_catalog.pg_is_in_recovery() AS standby,
  pg_catalog.current_setting('default_transaction_read_only') AS only`;

interface Found {
  readonly isStandby: boolean;
  readonly isReadOnly: boolean;
}

const FITS: Readonly<Record<Session, (found: Found) => boolean>> = {
  any: () => true,
  primary: ({ isStandby }) => !isStandby,
  standby: ({ isStandby }) => isStandby,
  'read-write': ({ isReadOnly }) => !isReadOnly,
  'read-only': ({ isReadOnly }) => isReadOnly,
};

/** @throws ConnectionRefused if the server does not satisfy target_session_attrs */
export async function assertSession(session: Session, ask: Ask): Promise<void> {
  if (session === 'any') return;
  const { rows } = await ask(QUESTION);
  const isStandby = rows[0]?.standby === true;
  const isReadOnly = isStandby || rows[0]?.only === 'on';
  if (FITS[session]({ isStandby, isReadOnly })) return;
  const what = isStandby ? 'a standby' : isReadOnly ? 'read-only' : 'a primary';
  throw new ConnectionRefused('SESSION_ATTRS', `it is ${what}, and target_session_attrs wants ${session}`); // prettier-ignore
}

const CANNOT_CONNECT_NOW = '57P03';
/** Errors of the client: another host would fail in the same way, or must not be tried. */
const FINAL = new Set(['AUTH_METHOD', 'CHANNEL_BINDING', 'NO_PASSWORD', 'PASSWORD_FILE', 'TLS_FAILED', 'TLS_FILE']); // prettier-ignore

/**
 * Whether the next host is tried, as in libpq: not after a server that was reached has refused, except one that is
 * starting up.
 */
export function tryNextHost(error: unknown): boolean {
  if (error instanceof ConnectionRefused) return !FINAL.has(error.code);
  const { code = '', severity } = error as { code?: string; severity?: string };
  return severity === undefined || code === CANNOT_CONNECT_NOW;
}

/** Whether the second attempt of a mode (`allow`, `prefer`) can help. */
export function tryOtherTls(error: unknown, wasEncrypted: boolean): boolean {
  if (error instanceof ConnectionRefused) return error.code === 'TLS_FAILED';
  const { code = '', severity } = error as { code?: string; severity?: string };
  // After a plain connection where TLS was requested but not offered, there is no second attempt.
  return severity !== undefined && code.startsWith('28') && (wasEncrypted || isAboutTls(error));
}

/** Matches `no pg_hba.conf entry for host …, no encryption`. */
const isAboutTls = (error: unknown): boolean =>
  /encryption|SSL off/i.test((error as Error).message);
