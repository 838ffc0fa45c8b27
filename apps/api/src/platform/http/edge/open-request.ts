import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ClientInfo } from '#libs/access';
import type { AppError } from '#libs/kernel';
import type { GatehouseRequest } from './request-context.js';

/** The facts of a request that a fast path handles. */
export interface FastFacts {
  readonly client: ClientInfo;
  readonly route: string;
  readonly serviceId: string | undefined;
}

/** A request from its arrival until its response is complete or its client has disconnected. */
export class OpenRequest {
  readonly startMs = performance.now();
  /** Set when the framework receives the request. */
  framework: GatehouseRequest | null = null;
  /** Set while a fast path handles the request. */
  fast: FastFacts | null = null;
  /** Set when the rest of the request could not be read and a refusal was written without Node. */
  broken: AppError | null = null;
  isEnded = false;
  private abort: AbortController | null = null;

  constructor(
    readonly request: IncomingMessage,
    readonly response: ServerResponse,
  ) {}

  /** A signal that is aborted when the client disconnects, and also when the response is complete. */
  gone(): AbortSignal {
    this.abort ??= new AbortController();
    if (this.isEnded) this.abort.abort();
    return this.abort.signal;
  }

  end(): void {
    this.isEnded = true;
    this.abort?.abort();
  }
}
