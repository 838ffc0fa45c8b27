/** Why a call to another server failed. */
export type CallFailure = 'timeout' | 'unreachable' | 'failed';

export interface OutboundErrorOptions extends ErrorOptions {
  /** The status of the response, if there was one. */
  readonly status?: number;
  readonly headers?: Headers;
}

/** A failure of the other server, not of the client whose request caused the call. */
export class OutboundError extends Error {
  override name = 'OutboundError';
  readonly status: number | undefined;
  readonly headers: Headers | undefined;

  constructor(
    readonly failure: CallFailure,
    message: string,
    { status, headers, ...options }: OutboundErrorOptions = {},
  ) {
    super(message, options);
    this.status = status;
    this.headers = headers;
  }
}

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/;
const MAX_DEPTH = 8;

/** Not `instanceof`: the error may come from another realm. */
const isObject = (value: unknown): value is { code?: unknown; cause?: unknown } =>
  typeof value === 'object' && value !== null;

/** A cause of failure that persists until the operator changes the configuration of either server. */
export type LastingFault = 'certificate' | 'unknown-name';

/**
 * The cause of a failed call that a retry does not remove: a certificate that cannot be verified, or a name that the
 * resolver reports as nonexistent (`EAI_AGAIN` means that the resolver itself is unavailable).
 */
export function lastingFaultOf(error: unknown): LastingFault | null {
  let current = error;
  for (let depth = 0; depth < MAX_DEPTH && isObject(current); depth += 1) {
    const { code, cause } = current;
    if (code === 'ENOTFOUND') return 'unknown-name';
    if (typeof code === 'string' && CERTIFICATE.test(code)) return 'certificate';
    current = cause;
  }
  return null;
}

/**
 * Tells the operator how to fix a certificate that cannot be verified.
 * @param settings the names of the settings that contain the URL
 */
export const certificateCure = (settings: string): string =>
  `its certificate cannot be verified: check ${settings}, or name the authority that has signed it in NODE_EXTRA_CA_CERTS`;

const MAX_SECONDS = 3600;

/**
 * `Retry-After` in whole seconds (RFC 9110 section 10.2.3), at most an hour; `undefined` when it is missing or
 * malformed.
 */
export function retryAfterOf(headers: Headers, nowMs: number): number | undefined {
  const value = headers.get('retry-after')?.trim() ?? '';
  const seconds = /^\d+(\.\d+)?$/.test(value) ? Number(value) : (Date.parse(value) - nowMs) / 1000;
  if (Number.isNaN(seconds)) return undefined;
  return Math.min(Math.max(Math.ceil(seconds), 1), MAX_SECONDS);
}
