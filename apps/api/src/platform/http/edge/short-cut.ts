import type { IncomingMessage } from 'node:http';
import type { ClientInfo } from '#libs/access';

/** What a short cut says: always 200. */
export interface ShortAnswer {
  /** JSON. */
  readonly body: string;
  /** Names and values in turn, beside those of every answer. */
  readonly headers: readonly string[];
  /** Of the caller, for the log. */
  readonly serviceId: string;
}

/**
 * Answers GET requests to one path sooner than the framework could. It answers only what it is certain of, exactly as
 * the handler would; it refuses nothing and leaves no trace of what it does not answer: the handler then does.
 */
export interface ShortCut {
  readonly path: string;
  /** `null`: not here; at once, or after it was asked for. */
  answer(request: IncomingMessage, client: ClientInfo): Promise<ShortAnswer | null> | null;
}
