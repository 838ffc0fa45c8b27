import { Inject, Injectable, Optional } from '@nestjs/common';
import { AccountLimitPort, type ClientInfo } from '#libs/access';
import { hashOptionsOf, Passwords } from '#api/passwords';
import { PasswordReplacement } from './password-replacement.service.js';
import { ResetTokens } from './reset-tokens.service.js';

/** Sets a new password by a mailed token. Signs nobody in. */
@Injectable()
export class PasswordReset {
  constructor(
    private readonly tokens: ResetTokens,
    private readonly passwords: Passwords,
    private readonly replacement: PasswordReplacement,
    @Optional() @Inject(AccountLimitPort) private readonly limits: AccountLimitPort | null,
  ) {}

  /** @throws AppError `INVALID_RESET_TOKEN`, `PASSWORD_UNACCEPTABLE`, `HASH_QUEUE_FULL` */
  async reset(token: string, password: string, client: ClientInfo): Promise<void> {
    await this.tokens.shown(client, async () => {
      // A look first: a made-up token costs no hash, and a password that is refused uses no token up.
      const { email } = await this.tokens.getOwner(token);
      this.passwords.assertAcceptable(password, { email }, 'password');
      const hash = await this.passwords.hash(password, hashOptionsOf(client, 'known'));
      await this.replacement.byToken(token, hash, client);
      await this.limits?.forgetSignIns(email);
    });
  }
}
