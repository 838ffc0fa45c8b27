import { Injectable } from '@nestjs/common';
import { Clock } from '#libs/kernel';
import { Traces } from '#libs/operation';
import { answerFacts, callSpan, isLoopbackHttp, type Call, type WholeAnswer } from '#libs/outbound';
import { callProvider, type Wanted } from './call-provider.js';
import { ProviderCallError, remembered } from './provider-call-error.js';

/** For all calls of one request together. */
const DEADLINE_MS = 10_000;
/** Metadata or a key set that could not be fetched is not requested again before this time. */
const FAILURE_REMEMBERED_MS = 3_000;
const FAILURES_REMEMBERED = 100;

export interface CallOptions {
  readonly method?: string;
  readonly headers?: Record<string, string> | Headers;
  readonly body?: unknown;
  /** The time limit of the request that the call is made for; without one it has its own. */
  readonly deadline?: AbortSignal;
}

/** As `fetch`, with the limits for one provider. */
export type ProviderFetch = (url: string, options?: CallOptions) => Promise<Response>;

type Asked = Omit<Call, 'signal'> & { readonly wanted: Wanted };

interface Failure {
  readonly error: ProviderCallError;
  readonly untilMs: number;
}

/**
 * All calls to providers. The calls of one request share ten seconds; concurrent requests for the same public document
 * (metadata, a key set) share one call.
 */
@Injectable()
export class ProviderCalls {
  private readonly inFlight = new Map<string, Promise<WholeAnswer>>();
  private readonly failures = new Map<string, Failure>();

  constructor(
    private readonly clock: Clock,
    private readonly traces: Traces,
  ) {}

  /**
   * Limits `work` to ten seconds, whatever a library does.
   * @param work passes the time limit on to the calls that it makes: others end at their own
   */
  within<T>(work: (deadline: AbortSignal) => Promise<T>): Promise<T> {
    const deadline = AbortSignal.timeout(DEADLINE_MS);
    return untilAborted(work(deadline), deadline);
  }

  /** @param home the configured address of the provider */
  fetchOf(home: string): ProviderFetch {
    const allowsLoopback = isLoopbackHttp(home);
    return async (url, options = {}) => {
      const { deadline = AbortSignal.timeout(DEADLINE_MS) } = options;
      const call = toCall(options, allowsLoopback);
      const wanted = wantedBy(url, call, home);
      const isPublic = wanted === 'description' || wanted === 'keys';
      const { status, headers, text } = await (isPublic
        ? this.shared(url, { ...call, wanted }, deadline)
        : this.traced(url, call, () => this.call(url, { ...call, wanted }, deadline)));
      return new Response(text, { status, headers: plainHeaders(headers) });
    };
  }

  private call(url: string, call: Asked, signal: AbortSignal): Promise<WholeAnswer> {
    return callProvider(url, { ...call, signal, nowMs: this.clock.nowMs() });
  }

  private async shared(url: string, call: Asked, deadline: AbortSignal): Promise<WholeAnswer> {
    const failure = this.failures.get(url);
    if (failure && failure.untilMs > this.clock.monotonicMs()) throw failure.error;
    const running = this.inFlight.get(url) ?? this.start(url, call);
    return this.traced(url, call, () => untilAborted(running, deadline));
  }

  /** Each request has its own time limit, whichever request began the shared call. */
  private traced(
    url: string,
    { method }: Pick<Call, 'method'>,
    work: () => Promise<WholeAnswer>,
  ): Promise<WholeAnswer> {
    return this.traces.within(callSpan(method, url), work, answerFacts);
  }

  private start(url: string, call: Asked): Promise<WholeAnswer> {
    // A time limit of its own: the first request may have little time left, and others wait for the same call.
    const signal = AbortSignal.timeout(DEADLINE_MS);
    const running = this.call(url, call, signal)
      .catch((error: ProviderCallError) => {
        this.remember(url, error);
        throw error;
      })
      .finally(() => this.inFlight.delete(url));
    this.inFlight.set(url, running);
    running.catch(() => undefined);
    return running;
  }

  private remember(url: string, failed: ProviderCallError): void {
    const [oldest] = this.failures.keys();
    if (this.failures.size >= FAILURES_REMEMBERED && oldest !== undefined) {
      this.failures.delete(oldest);
    }
    this.failures.set(url, {
      error: remembered(failed),
      untilMs: this.clock.monotonicMs() + FAILURE_REMEMBERED_MS,
    });
  }
}

const DESCRIPTION = '/.well-known/openid-configuration';

/** A POST requests tokens; a call with a token reads a profile; others are public documents. */
function wantedBy(
  url: string,
  { method, headers }: Pick<Call, 'method' | 'headers'>,
  home: string,
): Wanted {
  if (method !== 'GET') return 'tokens';
  if (headers.has('authorization')) return 'profile';
  return url === home || url.endsWith(DESCRIPTION) ? 'description' : 'keys';
}

function toCall({ method = 'GET', headers, body }: CallOptions, allowsLoopback: boolean) {
  const sent = new Headers(headers);
  if (!sent.has('accept')) sent.set('accept', 'application/json');
  sent.set('user-agent', 'gatehouse');
  const text = body instanceof URLSearchParams ? body.toString() : (body as string | undefined);
  return { method, headers: sent, allowsLoopback, ...(text != null && { body: text }) };
}

/** The body is decoded already. */
function plainHeaders(headers: Headers): Headers {
  const copy = new Headers(headers);
  for (const name of ['content-encoding', 'content-length', 'transfer-encoding']) copy.delete(name);
  return copy;
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const late = () => reject(new ProviderCallError('timeout', 'The provider did not answer'));
    if (signal.aborted) return late();
    signal.addEventListener('abort', late, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', late));
  });
}
