/** The meaning of a failed connection for the operator. */
export interface ConnectionExplanation {
  /** The reason and the remedy; follows "The database … cannot be used: ". Contains no password. */
  readonly words: string;
  /** Whether a retry without any change may succeed. */
  readonly isPassing: boolean;
}

interface Meaning {
  readonly words: string;
  readonly isPassing?: true;
}

const MEANINGS: Readonly<Record<string, Meaning>> = {
  '28P01': { words: 'it refuses the user name or the password in {variable}' },
  '28000': { words: 'it does not let this user connect from here (pg_hba.conf)' },
  '3D000': { words: 'it has no database of this name; create it first' },
  '42501': { words: 'this user may not connect to this database; GRANT CONNECT' },
  '53100': { words: 'its disk is full', isPassing: true },
  '53200': { words: 'it is out of memory', isPassing: true },
  '53300': { words: 'it has no free connection', isPassing: true },
  '55000': { words: 'it accepts no connections to this database; see datallowconn' },
  '57P03': { words: 'it starts up or shuts down', isPassing: true },
  '25006': {
    words:
      'it is a standby, which takes no writes; give the address of the primary, or all hosts with target_session_attrs=read-write',
    isPassing: true,
  },
  ECONNREFUSED: { words: 'nothing answers there', isPassing: true },
  ECONNRESET: { words: 'it breaks the connection off', isPassing: true },
  EPIPE: { words: 'it breaks the connection off', isPassing: true },
  EHOSTUNREACH: { words: 'no way leads to its address', isPassing: true },
  ENETUNREACH: { words: 'no way leads to its network', isPassing: true },
  ENOTFOUND: { words: 'its host name is unknown', isPassing: true },
  EAI_AGAIN: { words: 'its host name cannot be looked up', isPassing: true },
  ETIMEDOUT: { words: 'it does not answer', isPassing: true },
  ENOENT: { words: 'no socket is there', isPassing: true },
  EACCES: { words: 'this account may not use its socket' },
  ENAMETOOLONG: { words: 'the path of its socket is too long' },
  SESSION_ATTRS: { words: '', isPassing: true },
};

const SILENT = /timeout expired|timeout exceeded|connection timeout|Query read timeout/i;
const BROKEN = /Connection terminated|Client has encountered a connection error/i;
const POOLER = /unsupported startup parameter/;
const POOLER_OPTIONS = /unsupported startup parameter: options/;

function fromMessage(message: string): Meaning | null {
  if (POOLER_OPTIONS.test(message)) {
    return {
      words:
        'a pooler stands before it that takes no options; leave the parameter options (PGOPTIONS) out, or name it in the ignore_startup_parameters of PgBouncer',
    };
  }
  if (POOLER.test(message)) {
    return { words: 'a pooler stands before it; set DATABASE_POOLER=transaction' };
  }
  if (SILENT.test(message)) return { words: 'it does not answer', isPassing: true };
  if (BROKEN.test(message)) return { words: 'it breaks the connection off', isPassing: true };
  return null;
}

const BY_CLASS = /^(?:08|53|57P|58)/;

const isPassingCode = (code: string): boolean =>
  MEANINGS[code]?.isPassing === true || BY_CLASS.test(code);

/** Explains a failed connection, and whether a retry may succeed. `variable` names the setting with the address. */
export function explainConnection(
  error: unknown,
  variable = 'DATABASE_URL',
): ConnectionExplanation {
  const { name, code = '', message = '' } = firstOf(error);
  // These errors already contain the explanation, of each host or by this client.
  if (name === 'HostsFailed' || name === 'ConnectionRefused')
    return { words: message, isPassing: isPassingCode(code) };
  const { words, isPassing } = meaningOf(code, message);
  return {
    words: words.replace('{variable}', variable),
    isPassing: isPassing === true || isPassingCode(code),
  };
}

function meaningOf(code: string, message: string): Meaning {
  const found = MEANINGS[code] ?? fromMessage(message);
  return found ?? { words: message.split('\n')[0] || code || 'unknown reason' };
}

/** For a name with several addresses Node.js gives one error with those of all addresses. */
function firstOf(error: unknown): Error & { code?: string } {
  const { errors } = error as { errors?: unknown };
  const inner: unknown = Array.isArray(errors) ? errors[0] : undefined;
  return (inner ?? error) as Error & { code?: string };
}
