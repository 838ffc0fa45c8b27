import type { QueryResult } from 'pg';
import { ConnectionRefused } from './connection-refused.js';
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

/** @throws ConnectionRefused when the server is of another kind than target_session_attrs wants */
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
/** Of this side alone: another host would fail alike, or must not be asked. */
const FINAL = new Set(['AUTH_METHOD', 'CHANNEL_BINDING', 'NO_PASSWORD', 'PASSWORD_FILE', 'TLS_FAILED', 'TLS_FILE']); // prettier-ignore

/** A server that was reached and has refused is the last, as libpq has it; one that only begins is not. */
export function tryNextHost(error: unknown): boolean {
  if (error instanceof ConnectionRefused) return !FINAL.has(error.code);
  const { code = '', severity } = error as { code?: string; severity?: string };
  return severity === undefined || code === CANNOT_CONNECT_NOW;
}

/** Whether the second way of a mode (`allow`, `prefer`) can help. */
export function tryOtherTls(error: unknown, wasEncrypted: boolean): boolean {
  if (error instanceof ConnectionRefused) return error.code === 'TLS_FAILED';
  const { code = '', severity } = error as { code?: string; severity?: string };
  // Over a connection in the clear that was to be encrypted if offered, nothing is tried twice.
  return severity !== undefined && code.startsWith('28') && (wasEncrypted || isAboutTls(error));
}

/** `no pg_hba.conf entry for host …, no encryption`. */
const isAboutTls = (error: unknown): boolean =>
  /encryption|SSL off/i.test((error as Error).message);
