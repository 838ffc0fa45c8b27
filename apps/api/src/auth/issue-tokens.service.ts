import { Inject, Injectable } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import { Clock } from '#libs/kernel';
import { AccessTokens } from '#api/signing-keys';
import type { TokenTarget } from '#api/services';
import type { OpenSession } from '#api/sessions';
import { Activity } from '#api/audit/statistics';
import { authConfig } from './auth.config.js';
import type { TokensDto } from './sign-in.dto.js';

const toSeconds = (moment: Date) => Math.floor(moment.getTime() / 1000);

/** Makes the tokens of an answer out of an open session. */
@Injectable()
export class IssueTokens {
  constructor(
    private readonly accessTokens: AccessTokens,
    private readonly clock: Clock,
    private readonly activity: Activity,
    @Inject(authConfig.KEY) private readonly config: ConfigOf<typeof authConfig>,
  ) {}

  async issue(session: OpenSession, { service }: TokenTarget): Promise<TokensDto> {
    this.activity.note(session.id, session.userId);
    const secondsLeft = toSeconds(session.expiresAt) - this.clock.nowSeconds();
    const access = await this.accessTokens.issue({
      userId: session.userId,
      sessionId: session.id,
      authTime: toSeconds(session.authTime),
      amr: session.amr,
      service,
      // Who verifies the token without asking us must not let it outlive its session.
      ttlSeconds: Math.max(1, Math.min(this.config.accessTokenSeconds, secondsLeft)),
    });
    return {
      success: true,
      access_token: access.token,
      refresh_token: session.refreshToken,
      token_type: 'Bearer',
      expires_in: access.expiresInSeconds,
    };
  }
}
