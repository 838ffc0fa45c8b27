import { Injectable } from '@nestjs/common';
import type { ClientInfo, Principal } from '#libs/access';
import { hashOptionsOf, Passwords } from '#api/users/passwords';
import { OwnPassword } from './own-password.service.js';
import { PasswordReplacement } from './password-replacement.service.js';

export interface PasswordChange {
  readonly currentPassword: string;
  readonly newPassword: string;
}

/** Changes the password of who is signed in. This session stays, every other ends. */
@Injectable()
export class ChangePassword {
  constructor(
    private readonly ownPassword: OwnPassword,
    private readonly passwords: Passwords,
    private readonly replacement: PasswordReplacement,
  ) {}

  /** @throws AppError `WRONG_CURRENT_PASSWORD`, `PASSWORD_UNACCEPTABLE`, `HASH_QUEUE_FULL` */
  async change(principal: Principal, change: PasswordChange, client: ClientInfo): Promise<void> {
    const shown = { password: change.currentPassword, field: 'current_password' };
    const user = await this.ownPassword.getProven(principal, shown, client);
    this.passwords.assertAcceptable(change.newPassword, { email: user.email }, 'new_password');
    const to = await this.passwords.hash(change.newPassword, hashOptionsOf(client, 'known'));
    await this.replacement.bySelf({ principal, from: user.password, to, client });
  }
}
