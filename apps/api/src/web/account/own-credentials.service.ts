import { Injectable } from '@nestjs/common';
import { OwnPassword } from '#api/auth';
import { AccountFactors } from '#api/factors';
import type { Principal } from '#libs/access';
import { Database } from '#libs/database';

/** By what a person signs in, as far as the pages must know to ask for the right thing. */
export interface OwnCredential {
  readonly hasPassword: boolean;
  /** An authenticator app or a passkey: the password alone then proves nothing. */
  readonly hasFactor: boolean;
  readonly hasPasskey: boolean;
}

/** Tells what the signed-in person has, for the page alone: the services of the acts check for themselves. */
@Injectable()
export class OwnCredentials {
  constructor(
    private readonly database: Database,
    private readonly password: OwnPassword,
    private readonly factors: AccountFactors,
  ) {}

  /** @throws AppError `SESSION_ENDED` when the account does not exist any more */
  async of(principal: Principal): Promise<OwnCredential> {
    const factors = await this.factors.list(this.database.pool, principal.userId);
    return {
      hasPassword: await this.password.isSet(principal),
      hasFactor: factors.length > 0,
      hasPasskey: factors.some(({ type }) => type === 'passkey'),
    };
  }
}
