import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ClientInfo } from '#libs/access';
import type { AppError } from '#libs/kernel';
import type { GatehouseRequest } from './request-context.js';

/** What is told of a request that a fast path has. */
export interface FastFacts {
  readonly client: ClientInfo;
  readonly route: string;
  readonly serviceId: string | undefined;
}

/** A request from its arrival until its answer is out or its client is gone. */
export class OpenRequest {
  readonly startMs = performance.now();
  /** Set once the framework has it. */
  framework: GatehouseRequest | null = null;
  /** Set while a fast path has it. */
  fast: FastFacts | null = null;
  /** Set when the rest of it could not be read, which was answered by hand. */
  broken: AppError | null = null;
  isEnded = false;
  private abort: AbortController | null = null;

  constructor(
    readonly request: IncomingMessage,
    readonly response: ServerResponse,
  ) {}

  /** Aborted when nobody waits for the answer any more; also when it is out. */
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
