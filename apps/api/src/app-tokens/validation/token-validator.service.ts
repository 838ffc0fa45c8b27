import { Inject, Injectable } from '@nestjs/common';
import type { AppPrincipal, ClientInfo } from '#libs/access';
import type { ConfigOf } from '#libs/config';
import { isAppError } from '#libs/kernel';
import { writtenOnce } from '#api/platform/http';
import { AppTokenAuthentication } from '../app-token-authentication.service.js';
import { appTokensConfig } from '../app-tokens.config.js';
import { askerRefused, askerRequired } from '../app-tokens.errors.js';
import { scopesHeld, Standings, type Standing } from '../callers/standings.service.js';
import { TokenUsage } from '../token-usage.service.js';
import type { ValidationDto } from './validation.dto.js';

/** The service that asks about a good token. */
export interface ValidationQuestion {
  readonly client: ClientInfo;
  /** The application token of the service that asks about its caller. */
  readonly asker: string | undefined;
  /** Whether the service says that it asks about a caller. */
  readonly isAboutCaller: boolean;
}

/** Answers `GET /api/tokens/validate`: about a good token, to its own service or to another that it was shown to. */
@Injectable()
export class TokenValidator {
  private readonly own = new WeakMap<AppPrincipal, ValidationDto>();

  constructor(
    private readonly tokens: AppTokenAuthentication,
    private readonly standings: Standings,
    private readonly usage: TokenUsage,
    @Inject(appTokensConfig.KEY) private readonly settings: ConfigOf<typeof appTokensConfig>,
  ) {}

  /**
   * To the token's own service: its scopes as they were minted. To another: those that hold there. A guard that asks about a
   * caller and does not say for which service could confuse the two, and is refused.
   * @throws AppError `ASKER_REQUIRED` or `ASKER_REFUSED`
   */
  validate(
    app: AppPrincipal,
    question: ValidationQuestion,
  ): ValidationDto | Promise<ValidationDto> {
    const { asker, isAboutCaller, client } = question;
    if (asker !== undefined) return this.validateFor(app, asker, client);
    if (isAboutCaller && this.settings.askerRequired) throw askerRequired();
    return this.ownOf(app);
  }

  /** Made once for as long as the principal is remembered. */
  private ownOf(app: AppPrincipal): ValidationDto {
    const known = this.own.get(app);
    if (known) return known;
    const own = writtenOnce(toValidation(app));
    this.own.set(app, own);
    return own;
  }

  /** Counts one use of a token that was validated. */
  countUse(tokenId: string): void {
    this.usage.count(tokenId);
  }

  private async validateFor(
    app: AppPrincipal,
    asker: string,
    client: ClientInfo,
  ): Promise<ValidationDto> {
    const asking = await this.getAsker(asker, client);
    const standing = await this.standings.of(app.serviceId, asking.serviceId);
    return toAskersValidation(app, asking, standing);
  }

  /** A bad token of the asking service has its own code: a guard must not mistake it for its caller's. */
  private async getAsker(token: string, client: ClientInfo): Promise<AppPrincipal> {
    try {
      return await this.tokens.authenticate(token, client);
    } catch (error) {
      throw isAppError(error) && error.entry.status === 401 ? askerRefused() : error;
    }
  }
}

const toService = ({ isActive, createdAt, updatedAt, ...rest }: AppPrincipal['service']) => ({
  ...rest,
  is_active: isActive,
  created_at: createdAt.toISOString(),
  updated_at: updatedAt.toISOString(),
});

/** The answer about a good token to its holder. */
function toValidation(app: AppPrincipal): ValidationDto {
  const { tokenId: id, tokenName: name, scopes, expiresAt, allowedNetworks, service } = app;
  const expires_at = expiresAt?.toISOString() ?? null;
  const allowed_networks = [...allowedNetworks];
  const token = { id, name, scopes: [...scopes], expires_at, allowed_networks };
  return { success: true, service: toService(service), token };
}

/** The answer about a good token to the service that it was shown to: with the scopes that hold there. */
export function toAskersValidation(
  app: AppPrincipal,
  asking: AppPrincipal,
  standing: Standing,
): ValidationDto {
  const { id, name } = asking.service;
  const grant = standing.kind === 'granted' ? { scopes: [...standing.scopes] } : null;
  const scopes = scopesHeld(app.scopes, standing);
  return { ...toValidation({ ...app, scopes }), asked_by: { id, name }, grant };
}
