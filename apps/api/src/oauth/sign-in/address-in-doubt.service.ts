import { Inject, Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import type { ConfigOf } from '#libs/config';
import { authConfig, MailRequests } from '#api/auth';
import type { User } from '#api/users';
import { emailNotVerified } from '../oauth.errors.js';

/** Where addresses must be verified, nobody is signed in before; they are mailed a link instead. */
@Injectable()
export class AddressInDoubt {
  constructor(
    private readonly mails: MailRequests,
    @Inject(authConfig.KEY) private readonly config: ConfigOf<typeof authConfig>,
  ) {}

  /** @throws AppError `EMAIL_NOT_VERIFIED` */
  async assertNone(user: User, client: ClientInfo): Promise<void> {
    if (user.isEmailVerified || !this.config.verificationRequired) return;
    await this.mails.submit('verify_email', user.email, client);
    throw emailNotVerified(user.id);
  }
}
