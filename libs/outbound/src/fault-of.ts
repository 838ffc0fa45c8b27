const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/;
const MAX_DEPTH = 8;

/** Not `instanceof`: an error may be of another realm. */
const isObject = (value: unknown): value is { code?: unknown; cause?: unknown } =>
  typeof value === 'object' && value !== null;

/** What keeps another server from being reached and passes only when somebody changes something. */
export type LastingFault = 'certificate' | 'unknown-name';

/**
 * Whether a call failed for a reason that another try does not remove: a certificate that cannot be verified, or a name
 * that the resolver says does not exist (`EAI_AGAIN` is a resolver that is away).
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

/** What the operator does about a certificate that cannot be verified. @param settings of the address, for people */
export const certificateCure = (settings: string): string =>
  `its certificate cannot be verified: check ${settings}, or name the authority that has signed it in NODE_EXTRA_CA_CERTS`;

const MAX_SECONDS = 3600;

/** `Retry-After` in whole seconds (RFC 9110 section 10.2.3), within an hour; `undefined` where it says nothing that can be read. */
export function retryAfterOf(headers: Headers, nowMs: number): number | undefined {
  const value = headers.get('retry-after')?.trim() ?? '';
  const seconds = /^\d+(\.\d+)?$/.test(value) ? Number(value) : (Date.parse(value) - nowMs) / 1000;
  if (Number.isNaN(seconds)) return undefined;
  return Math.min(Math.max(Math.ceil(seconds), 1), MAX_SECONDS);
}
