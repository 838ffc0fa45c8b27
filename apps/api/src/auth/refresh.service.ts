import { Injectable } from '@nestjs/common';
import { AppError } from '#libs/kernel';
import { RefreshSession, type RefreshProofs } from '#api/sessions';
import { IssueTokens } from './issue-tokens.service.js';
import type { TokensDto } from './sign-in.dto.js';

/** Trades a refresh token for new tokens. */
@Injectable()
export class Refresh {
  constructor(
    private readonly sessions: RefreshSession,
    private readonly tokens: IssueTokens,
  ) {}

  /**
   * @param shown what came in place of a refresh token, of whatever type
   * @throws AppError `INVALID_REFRESH_TOKEN`, `REFRESH_TOKEN_REUSED`, `SESSION_ENDED`, `INVALID_TARGET`, `SERVICE_UNAVAILABLE`
   */
  async refresh(shown: unknown, proofs: RefreshProofs): Promise<TokensDto> {
    if (typeof shown !== 'string') {
      throw new AppError('INVALID_REFRESH_TOKEN', {
        detail: 'Send the refresh token as Bearer or in the body as refresh_token',
      });
    }
    const { session, target } = await this.sessions.refresh(shown, proofs);
    return this.tokens.issue(session, target);
  }
}
