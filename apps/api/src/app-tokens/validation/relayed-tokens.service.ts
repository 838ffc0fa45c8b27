import { Inject, Injectable, Optional } from '@nestjs/common';
import { type AppPrincipal } from '#libs/access';
import { AppTokenAuthentication } from '../app-token-authentication.service.js';
import { Standings, type Standing } from '../callers/standings.service.js';
import { toAskersValidation } from './to-validation.js';

import { TokenUsage } from '../token-usage.service.js';
import type { ValidationDto } from './validation.dto.js';

/** An application token that was shown to a service. */
export interface RelayedToken {
  /** SHA-256 of the token, base64. */
  readonly digest: string;
  /** The caller that has shown it, as the service tells its callers apart; believed for counting and for nothing else. */
  readonly caller: string;
}

/** What a caller's service may do at the one that asks. */
type StandingOf = (callerId: string) => Promise<Standing>;

/** What is said of it. Its scopes are those that hold at the service that asks; its networks are for the service to compare, which alone sees the caller. */
export type RelayedAnswer =
  | { readonly status: 'good'; readonly validation: ValidationDto }
  | { readonly status: 'bad'; readonly retryAfterSeconds: number }
  | { readonly status: 'unavailable' };

/** The limit on bad tokens that callers show to services. Limits stand above application tokens: `AppModule` binds it. */
export abstract class RelayedTokenLimit {
  /**
   * Counts a bad token by the caller that the asking service names. Answers for how many seconds that caller is over the
   * limit; 0 when it is not.
   */
  abstract countRelayed(asker: AppPrincipal, caller: string): number;
}

/** Answers a service of the tokens that its callers have shown to it, in the order in which they are asked. */
@Injectable()
export class RelayedTokens {
  constructor(
    private readonly tokens: AppTokenAuthentication,
    private readonly standings: Standings,
    private readonly usage: TokenUsage,
    @Optional()
    @Inject(RelayedTokenLimit)
    private readonly limits: RelayedTokenLimit | null,
  ) {}

  /** @throws what kept all of them from being looked up; one alone is `unavailable` */
  async ask(asker: AppPrincipal, shown: readonly RelayedToken[]): Promise<RelayedAnswer[]> {
    const standingOf = this.standingsAt(asker.serviceId);
    const looks = await Promise.allSettled(shown.map((one) => this.look(asker, one, standingOf)));
    const [first] = looks;
    if (first?.status === 'rejected' && looks.every(({ status }) => status === 'rejected')) {
      throw first.reason;
    }
    return looks.map((look) =>
      look.status === 'fulfilled' ? look.value : { status: 'unavailable' },
    );
  }

  /** Read once for all tokens of one service, however many of them are asked about. */
  private standingsAt(serviceId: string): StandingOf {
    const found = new Map<string, Promise<Standing>>();
    return (callerId) => {
      const known = found.get(callerId) ?? this.standings.of(callerId, serviceId);
      found.set(callerId, known);
      return known;
    };
  }

  private async look(
    asker: AppPrincipal,
    { digest, caller }: RelayedToken,
    standingOf: StandingOf,
  ): Promise<RelayedAnswer> {
    const from = { ip: null, source: caller, relayedBy: asker.serviceId };
    const app = await this.tokens.findByDigest(digest, from);
    if (!app) {
      return { status: 'bad', retryAfterSeconds: this.limits?.countRelayed(asker, caller) ?? 0 };
    }
    const standing = await standingOf(app.serviceId);
    this.usage.count(app.tokenId);
    return { status: 'good', validation: toAskersValidation(app, asker, standing) };
  }
}
