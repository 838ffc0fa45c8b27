import { isCallable, isLoopbackHttp } from './addresses.js';
import { OutboundError } from './outbound-error.js';

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
