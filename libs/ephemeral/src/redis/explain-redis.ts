/** How a failure of Redis is explained to the operator. */
interface Meaning {
  /** The cause and what to change; never a password. */
  readonly words: string;
  /** Whether it may pass without any change by the operator. */
  readonly isPassing?: true;
}

const LOGIN = 'in REDIS_URL, or in REDIS_USERNAME and REDIS_PASSWORD';
/** A Redis without TLS waits for more input when it receives a TLS handshake. */
const SILENT = 'it does not answer; with rediss:// or REDIS_TLS: does it speak TLS at this port?';
const NOT_TRUSTED = 'its certificate is of an authority that is not trusted; name it in REDIS_CA_FILE'; // prettier-ignore

const MEANINGS: Readonly<Record<string, Meaning>> = {
  WRONGPASS: { words: `it refuses the user name or the password; correct them ${LOGIN}` },
  NOAUTH: { words: `it asks for a password; give it ${LOGIN}` },
  NOPERM: { words: 'its user may not use a command, a key or a channel that is needed; see ACL LOG' }, // prettier-ignore
  READONLY: { words: 'it is a replica, which takes no writes; give the address of the master, or sentinels', isPassing: true }, // prettier-ignore
  OOM: { words: 'its memory is full; raise maxmemory', isPassing: true },
  MISCONF: { words: 'it takes no writes because it cannot save to its disk; look at its log', isPassing: true }, // prettier-ignore
  LOADING: { words: 'it loads its data', isPassing: true },
  MASTERDOWN: { words: 'it is a replica without its master', isPassing: true },
  CLUSTERDOWN: { words: 'its cluster is down', isPassing: true },
  BUSY: { words: 'a script occupies it', isPassing: true },
  NOREPLICAS: { words: 'it has not enough replicas', isPassing: true },
  TRYAGAIN: { words: 'its cluster moves keys', isPassing: true },
  ECONNREFUSED: { words: 'nothing answers there', isPassing: true },
  ECONNRESET: { words: 'it breaks the connection off; does it want TLS (rediss://)?', isPassing: true }, // prettier-ignore
  EPIPE: { words: 'it breaks the connection off; does it want TLS (rediss://)?', isPassing: true },
  EHOSTUNREACH: { words: 'no way leads to its address', isPassing: true },
  ENETUNREACH: { words: 'no way leads to its network', isPassing: true },
  ENOTFOUND: { words: 'its host name is unknown', isPassing: true },
  EAI_AGAIN: { words: 'its host name cannot be looked up', isPassing: true },
  ETIMEDOUT: { words: SILENT, isPassing: true },
  ENOENT: { words: 'no socket is there', isPassing: true },
  EACCES: { words: 'this account may not use its socket' },
  ERR_SSL_WRONG_VERSION_NUMBER: { words: 'it speaks no TLS; write redis:// instead of rediss://' },
  ERR_SSL_PACKET_LENGTH_TOO_LONG: { words: 'it speaks no TLS; write redis:// instead of rediss://' }, // prettier-ignore
  ERR_TLS_CERT_ALTNAME_INVALID: { words: 'its certificate is of another host name; see REDIS_TLS_VERIFY' }, // prettier-ignore
  CERT_HAS_EXPIRED: { words: 'its certificate has expired' },
  CERT_NOT_YET_VALID: { words: 'its certificate is not valid yet' },
  DEPTH_ZERO_SELF_SIGNED_CERT: { words: NOT_TRUSTED },
  SELF_SIGNED_CERT_IN_CHAIN: { words: NOT_TRUSTED },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: { words: NOT_TRUSTED },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: { words: NOT_TRUSTED },
};

const BY_WORDS: readonly (readonly [RegExp, Meaning])[] = [
  [/^ERR max number of clients/, { words: 'it has no free connection; raise maxclients', isPassing: true }], // prettier-ignore
  [/^ERR (?:Client sent )?AUTH|without any password configured/, { words: `it has no password, and one is given ${LOGIN}` }], // prettier-ignore
  [/Protocol error/, { words: 'another program answers there, and not Redis' }],
  [/invalid DB index|DB index is out of range/, { words: 'it has no database of this number' }],
  [/certificate required|bad certificate|unknown ca|handshake failure/i, { words: 'it wants the certificate of a client; see REDIS_CERT_FILE and REDIS_KEY_FILE' }], // prettier-ignore
  [/All sentinels are unreachable/, { words: 'no sentinel answers, or none knows the master by that name; see REDIS_SENTINELS, REDIS_SENTINEL_NAME and REDIS_SENTINEL_PASSWORD', isPassing: true }], // prettier-ignore
  [/Failed to refresh slots cache|None of startup nodes/, { words: 'no node of the cluster answers', isPassing: true }], // prettier-ignore
  [/timed out|ETIMEDOUT/i, { words: SILENT, isPassing: true }],
];

/** The explanation of a failure without a known cause. */
export const NOT_REACHED = 'it cannot be reached';
const UNKNOWN: Meaning = { words: NOT_REACHED, isPassing: true };

/** Explains any failure of Redis. The message of the error itself may contain hosts and user names. */
export function explainRedis(error: unknown): { words: string; isPassing: boolean } {
  const cause = causeOf(error);
  const { code = '', message = '' } = cause;
  const word = /^-?([A-Z]+)\b/.exec(message)?.[1] ?? '';
  const found =
    MEANINGS[code] ??
    MEANINGS[word] ??
    BY_WORDS.find(([pattern]) => pattern.test(message))?.[1] ??
    UNKNOWN;
  return { words: found.words, isPassing: found.isPassing === true };
}

/** Sentinel and cluster clients attach the last failure of a node to their own error. */
function causeOf(error: unknown): NodeJS.ErrnoException {
  const { lastNodeError, errors } = error as { lastNodeError?: unknown; errors?: unknown };
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  const inner = lastNodeError ?? first;
  return (inner ?? error) as NodeJS.ErrnoException;
}
