import { appendFileSync } from 'node:fs';
import { Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import { join } from 'node:path';

/** A request and its response, as far as an OpenAPI document describes them. */
export interface RecordedAnswer {
  readonly method: string;
  /** The path with its query. */
  readonly path: string;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** The other suites use servers that are prevented from regular responses. */
const SUITE = /[\\/]test[\\/]e2e[\\/]/;

/**
 * Writes a response of the e2e suite for `test/openapi/check-answers.mjs`, which compares it with the OpenAPI
 * document, if TEST_ANSWERS_DIR is set: one file for each process, one response per line.
 */
function recordAnswer(answer: RecordedAnswer): void {
  const folder = process.env['TEST_ANSWERS_DIR'];
  if (folder === undefined || folder === '') return;
  if (!SUITE.test(expect.getState().testPath ?? '')) return;
  appendFileSync(join(folder, `${process.pid}.ndjson`), `${JSON.stringify(answer)}\n`, {
    mode: 0o600,
  });
}

export interface CallOptions {
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent unchanged; `content-type` is taken from the headers. */
  readonly rawBody?: string | Buffer;
  /** Sent as Bearer token. */
  readonly token?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly timeoutMs?: number;
}

/** A response; `body` is the parsed JSON, or the text if it is not JSON. */
export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: T;
  readonly text: string;
}

/** A client of one server with keep-alive connections. It follows no redirects and stores no cookies. */
export class HttpClient {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 64 });

  constructor(readonly url: string) {}

  get<T = Record<string, unknown>>(path: string, options?: CallOptions): Promise<Answer<T>> {
    return this.call<T>('GET', path, options);
  }

  post<T = Record<string, unknown>>(
    path: string,
    body?: unknown,
    options?: CallOptions,
  ): Promise<Answer<T>> {
    return this.call<T>('POST', path, { body, ...options });
  }

  put<T = Record<string, unknown>>(
    path: string,
    body?: unknown,
    options?: CallOptions,
  ): Promise<Answer<T>> {
    return this.call<T>('PUT', path, { body, ...options });
  }

  patch<T = Record<string, unknown>>(
    path: string,
    body?: unknown,
    options?: CallOptions,
  ): Promise<Answer<T>> {
    return this.call<T>('PATCH', path, { body, ...options });
  }

  delete<T = Record<string, unknown>>(path: string, options?: CallOptions): Promise<Answer<T>> {
    return this.call<T>('DELETE', path, options);
  }

  call<T = Record<string, unknown>>(
    method: string,
    path: string,
    options: CallOptions = {},
  ): Promise<Answer<T>> {
    const { body, rawBody, token, headers = {}, timeoutMs = 120_000 } = options;
    const payload = rawBody ?? (body === undefined ? undefined : JSON.stringify(body));
    const sent: OutgoingHttpHeaders = {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(payload !== undefined && { 'content-length': Buffer.byteLength(payload) }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    };
    return new Promise((resolve, reject) => {
      // Relative to the base path of the server, if any.
      const target = path.startsWith('/') ? new URL(this.url + path) : new URL(path, this.url);
      const outgoing = request(target, { method, headers: sent, agent: this.agent }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          const status = answer.statusCode ?? 0;
          recordAnswer({ method, path, status, headers: answer.headers, text });
          resolve({ status, headers: answer.headers, text, body: parse(text) as T });
        });
      });
      outgoing.setTimeout(timeoutMs, () => outgoing.destroy(new Error(`${path}: no answer`)));
      outgoing.on('error', reject);
      outgoing.end(payload);
    });
  }

  /** Closes its connections. */
  hangUp(): void {
    this.agent.destroy();
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
