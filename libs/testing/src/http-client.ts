import { Agent, request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { recordAnswer } from './recorded-answers.js';

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
