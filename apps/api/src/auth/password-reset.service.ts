import { Inject, Injectable, Optional } from '@nestjs/common';
import { AccountLimitPort, type ClientInfo } from '#libs/access';
import { isAppError } from '#libs/kernel';
import { hashOptionsOf, Passwords } from '#api/users/passwords';
import { PasswordReplacement } from './password-replacement.service.js';
import { ResetTokens } from './reset-tokens.service.js';
import type { WayIn } from './way-in.js';
import { WaysIn, type ReviewedWaysIn } from './ways-in.service.js';

/** What the holder of a mailed token wants. */
export interface ResetRequest {
  readonly token: string;
  readonly password: string;
  /** Ids of the ways in that stay although they were added lately. */
  readonly keep: readonly string[];
}

/** Sets a new password by a mailed token. Signs nobody in. */
@Injectable()
export class PasswordReset {
  constructor(
    private readonly tokens: ResetTokens,
    private readonly passwords: Passwords,
    private readonly replacement: PasswordReplacement,
    private readonly waysIn: WaysIn,
    @Optional() @Inject(AccountLimitPort) private readonly limits: AccountLimitPort | null,
  ) {}

  /** What went, and what stayed by choice. @throws AppError `INVALID_RESET_TOKEN`, `PASSWORD_UNACCEPTABLE`, `HASH_QUEUE_FULL` */
  async reset(request: ResetRequest, client: ClientInfo): Promise<ReviewedWaysIn> {
    const { token, password, keep } = request;
    return this.tokens.shown(client, async () => {
      // A look first: a made-up token costs no hash, and a password that is refused uses no token up.
      const { email } = await this.tokens.getOwner(token);
      this.passwords.assertAcceptable(password, { email }, 'password');
      const hash = await this.passwords.hash(password, hashOptionsOf(client, 'known'));
      const reviewed = await this.replacement.byToken(token, hash, { keep, client });
      await this.limits?.forgetSignIns(email);
      return reviewed;
    });
  }

  /** As `listWaysIn`, for a page that shows its token anew; none when the token is no good. */
  async findWaysIn(token: string, client: ClientInfo): Promise<WayIn[]> {
    try {
      return await this.tokens.ofOwner(token, (tx, user) => this.waysIn.list(tx, user, client));
    } catch (error) {
      if (isAppError(error) && error.code === 'INVALID_RESET_TOKEN') return [];
      throw error;
    }
  }

  /** The ways in that a reset by this token would look at; uses nothing up. @throws AppError `INVALID_RESET_TOKEN` */
  listWaysIn(token: string, client: ClientInfo): Promise<WayIn[]> {
    return this.tokens.shown(client, () =>
      this.tokens.ofOwner(token, (tx, user) => this.waysIn.list(tx, user, client)),
    );
  }
}
