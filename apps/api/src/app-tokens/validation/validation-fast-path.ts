import type { IncomingMessage } from 'node:http';
import { ASKER_HEADER, NETWORKS_HEADER, parseBearer, type ClientInfo } from '#libs/access';
import type { FastAnswer, FastPath } from '#api/platform/http';
import type { TokenValidator, WrittenValidation } from './token-validator.service.js';

/** The rate limit of validations by service tokens. A later feature has the limits: the start of the server passes this one. */
export interface ValidationLimit {
  /**
   * Takes one request from the token's bucket. Answers the response headers of the limit, names and values in turn; `null` when
   * the bucket is empty: nothing was taken.
   */
  takeValidation(tokenId: string): readonly string[] | null;
}

/**
 * Answers `GET /api/tokens/validate` of a token that was good lately and, as Redis is asked each time, still is. Its limit is
 * taken and its use is counted as by the handler, which answers everything else.
 */
export class ValidationFastPath implements FastPath {
  readonly path = '/api/tokens/validate';

  constructor(
    private readonly validator: TokenValidator,
    private readonly limit: ValidationLimit,
  ) {}

  answer({ headers }: IncomingMessage, { ip }: ClientInfo): Promise<FastAnswer | null> | null {
    // What holds at another service is not remembered, and a service that asks about a caller has to say which it is.
    if (headers[ASKER_HEADER] !== undefined || headers[NETWORKS_HEADER] !== undefined) return null;
    const token = parseBearer(headers.authorization);
    if (token === undefined) return null;
    const recalled = this.validator.recall(token, ip);
    return recalled && recalled.then((validation) => validation && this.admit(validation));
  }

  private admit({ tokenId, serviceId, body }: WrittenValidation): FastAnswer | null {
    const headers = this.limit.takeValidation(tokenId);
    if (headers === null) return null;
    this.validator.countUse(tokenId);
    return { body, headers, serviceId };
  }
}
