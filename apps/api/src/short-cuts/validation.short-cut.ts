import type { IncomingMessage } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import {
  ASKER_HEADER,
  NETWORKS_HEADER,
  type AccessRule,
  type ClientInfo,
  parseBearer,
} from '#libs/access';
import { sha256Text } from '#libs/kernel';
import { TokenUsage, ValidationRecall, type RecalledValidation } from '#api/app-tokens';
import { listHandlers, type ShortAnswer, type ShortCut } from '#api/platform/http';
import { CallerLimits } from '#api/protection/limits';

const ACCESS: AccessRule = { kind: 'app-token', scopes: [], tellsNetworks: true };

/**
 * `GET /api/tokens/validate` of a token that was good lately and, as Redis is asked each time, still is. Its limit is
 * taken and its use is counted as by the handler, which answers everything else.
 */
@Injectable()
export class ValidationShortCut implements ShortCut, OnModuleInit {
  readonly path = '/api/tokens/validate';

  constructor(
    private readonly recall: ValidationRecall,
    private readonly usage: TokenUsage,
    private readonly limits: CallerLimits,
    private readonly modules: ModulesContainer,
  ) {}

  /** Access is declared on the handler alone. @throws Error when it declares something else than is done here */
  onModuleInit(): void {
    const handler = listHandlers(this.modules).find(({ route }) => route === `GET ${this.path}`);
    const isSame =
      isDeepStrictEqual(handler?.access, ACCESS) &&
      handler?.rateClass === 'validate' &&
      !handler.isIdempotent;
    if (!isSame) throw new Error(`The short cut to ${this.path} is not what its handler declares`);
  }

  answer({ headers }: IncomingMessage, { ip }: ClientInfo): Promise<ShortAnswer | null> | null {
    // What holds at another service is not remembered, and a service that asks about a caller has to say which it is.
    if (headers[ASKER_HEADER] !== undefined || headers[NETWORKS_HEADER] !== undefined) return null;
    const token = parseBearer(headers.authorization);
    if (token === undefined) return null;
    const digest = sha256Text(token);
    const recalled = this.recall.recall(digest, ip);
    return recalled && recalled.then((validation) => validation && this.admit(validation));
  }

  private admit({ tokenId, serviceId, body }: RecalledValidation): ShortAnswer | null {
    const headers = this.limits.takeValidation(tokenId);
    if (headers === null) return null;
    this.usage.count(tokenId);
    return { body, headers, serviceId };
  }
}
