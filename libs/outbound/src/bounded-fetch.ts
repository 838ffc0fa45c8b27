import { parseUrl } from '#libs/kernel';
import { OutboundError } from './outbound-error.js';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/** Whether the URL is unencrypted HTTP to this machine. */
export function isLoopbackHttp(address: string): boolean {
  const url = parseUrl(address);
  return url?.protocol === 'http:' && LOOPBACK.test(url.hostname);
}

/** Whether outbound calls to the URL are allowed: over HTTPS, or to this machine. */
export function isCallable(address: string): boolean {
  const url = parseUrl(address);
  if (!url || url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || isLoopbackHttp(address);
}

const MAX_ANSWER_BYTES = 1024 * 1024;

/** One call and its limits. */
export interface Call {
  readonly method: string;
  readonly headers: Headers;
  readonly body?: string;
  /** Aborts the call at its deadline. */
  readonly signal: AbortSignal;
  /** Whether the URL may lead to this machine: only if the operator has configured it. */
  readonly allowsLoopback: boolean;
  readonly maxBytes?: number;
}

/** A complete response; its body is small and held as text, so that several callers of one request can share it. */
export interface WholeAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/**
 * One call to another server: limited by the signal and to `maxBytes` (1 MiB by default), to an HTTPS URL or this
 * machine, without following redirects. A redirect and a 5xx count as failed.
 * @throws OutboundError
 */
export async function boundedFetch(url: string, call: Call): Promise<WholeAnswer> {
  const isAllowed = isCallable(url) && (call.allowsLoopback || !isLoopbackHttp(url));
  if (!isAllowed) throw new OutboundError('failed', 'The address is not one to be called');
  const { method, headers, body, signal, maxBytes = MAX_ANSWER_BYTES } = call;
  try {
    // eslint-disable-next-line no-restricted-globals -- this is the client that all other code must use
    const answer = await fetch(url, {
      method,
      headers,
      signal,
      redirect: 'manual',
      ...(body !== undefined && { body }),
    });
    await assertAnswered(answer);
    const text = await wholeText(answer, maxBytes);
    return { status: answer.status, headers: answer.headers, text };
  } catch (error) {
    throw asOutboundError(error, signal);
  }
}

async function assertAnswered({ status, headers, body }: Response): Promise<void> {
  if (status < 300 || (status >= 400 && status < 500)) return;
  await body?.cancel();
  throw new OutboundError('failed', `The other server answered ${status}`, { status, headers });
}

async function wholeText(answer: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new OutboundError('failed', 'The answer is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function asOutboundError(error: unknown, signal: AbortSignal): OutboundError {
  if (error instanceof OutboundError) return error;
  return signal.aborted
    ? new OutboundError('timeout', 'The other server did not answer in time', { cause: error })
    : new OutboundError('unreachable', 'The other server cannot be reached', { cause: error });
}

/**
 * The span of a call. Of the URL it has the server alone, which the operator, or a provider that they configured, has
 * named: paths and queries contain codes, tokens and names of people.
 */
export const callSpan = (method: string, url: string) => () => ({
  name: method,
  attributes: { 'http.request.method': method, ...serverOf(url) },
});

function serverOf(url: string): Record<string, string | number> {
  const address = parseUrl(url);
  if (!address) return {};
  const { protocol, hostname, port } = address;
  const usual = protocol === 'https:' ? 443 : 80;
  return { 'server.address': hostname, 'server.port': port === '' ? usual : Number(port) };
}

/** The attributes of a span whose call was answered. */
export const answerFacts = ({ status }: WholeAnswer): Record<string, string | number> => ({
  'http.response.status_code': status,
  ...(status >= 400 && { 'error.type': String(status) }),
});
