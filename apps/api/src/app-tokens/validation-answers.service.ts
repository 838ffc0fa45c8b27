import { Inject, Injectable } from '@nestjs/common';
import type { AppPrincipal, ClientInfo } from '#libs/access';
import type { ConfigOf } from '#libs/config';
import { isAppError } from '#libs/kernel';
import { AppTokenAuthentication } from './app-token-port.service.js';
import { appTokensConfig } from './app-tokens.config.js';
import { askerRefused, askerRequired } from './callers/callers.errors.js';
import { Standings } from './callers/standings.service.js';
import { toAskersValidation, toValidation } from './to-validation.js';
import type { ValidationDto } from './validation.dto.js';

/** How somebody asks about a token. */
export interface ValidationQuestion {
  readonly client: ClientInfo;
  /** The application token of the service that asks about its caller. */
  readonly asker: string | undefined;
  /** Whether they say that they ask about a caller. */
  readonly isAboutCaller: boolean;
}

/** What is said of a good token, to its own service or to another that it was shown to. */
@Injectable()
export class ValidationAnswers {
  constructor(
    private readonly tokens: AppTokenAuthentication,
    private readonly standings: Standings,
    @Inject(appTokensConfig.KEY) private readonly settings: ConfigOf<typeof appTokensConfig>,
  ) {}

  /**
   * To the token's own service: its scopes as they were minted. To another: those that hold there. Guards that say that
   * they ask for somebody else and not who they are would take the first for the second, and are told nothing.
   * @throws AppError `ASKER_REQUIRED` or `ASKER_REFUSED`
   */
  async answer(app: AppPrincipal, question: ValidationQuestion): Promise<ValidationDto> {
    const { asker, isAboutCaller, client } = question;
    if (asker !== undefined) return this.tell(await this.getAsker(asker, client), app);
    if (isAboutCaller && this.settings.askerRequired) throw askerRequired();
    return toValidation(app);
  }

  /** What the service that asks is told of its caller. */
  private async tell(asking: AppPrincipal, app: AppPrincipal): Promise<ValidationDto> {
    const standing = await this.standings.of(app.serviceId, asking.serviceId);
    return toAskersValidation(app, asking, standing);
  }

  /** Another code than that of the caller's token: a guard must not take its own for its caller's. */
  private async getAsker(token: string, client: ClientInfo): Promise<AppPrincipal> {
    try {
      return await this.tokens.authenticate(token, client);
    } catch (error) {
      throw isAppError(error) && error.entry.status === 401 ? askerRefused() : error;
    }
  }
}
