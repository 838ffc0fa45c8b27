import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import type { Tx } from '#libs/database';
import { OpenSignIn, type SignedInDto } from '#api/auth';
import { Identities } from '../identities/identities.service.js';
import { accountDisabled } from '../oauth.errors.js';
import { AddressInDoubt } from './address-in-doubt.service.js';
import type { Introduction, Recognised } from './introduction.js';
import { ProviderAccounts } from './provider-accounts.service.js';
import { SignInCodes } from './sign-in-codes.service.js';

/** Somebody else has proved who they are, and says so. RFC 8176 has no value for it; this one is widely used. */
const AMR = ['fed'] as const;

/** Signs in whom a provider has named: at once, or by a code that an application trades. */
@Injectable()
export class ProviderSignIn {
  constructor(
    private readonly accounts: ProviderAccounts,
    private readonly signIn: OpenSignIn,
    private readonly codes: SignInCodes,
    private readonly identities: Identities,
    private readonly addresses: AddressInDoubt,
  ) {}

  /** @throws AppError `EMAIL_NOT_VERIFIED` and those of `ProviderAccounts` */
  async signInNow(introduction: Introduction): Promise<SignedInDto> {
    return this.open(await this.admit(introduction), introduction.client);
  }

  /** A one-time code instead of tokens. */
  async signInLater(introduction: Introduction, challenge: string | undefined): Promise<string> {
    const { identity } = await this.admit(introduction);
    return this.codes.issue(identity, challenge);
  }

  /** @throws AppError `INVALID_OAUTH_CODE`, `ACCOUNT_DISABLED` */
  async trade(code: string, verifier: string | undefined, client: ClientInfo) {
    const recognised = await this.codes.recognise(code, verifier);
    const { user } = recognised;
    if (!user.isActive) throw accountDisabled(user.id);
    return this.open(recognised, client, (tx) => this.codes.consume(tx, code, verifier));
  }

  /** An identity that was unlinked or taken from the account since it was recognised opens nothing. */
  private open(
    { user, identity }: Recognised,
    client: ClientInfo,
    useUp?: (tx: Tx) => Promise<void>,
  ): Promise<SignedInDto> {
    const isStillProven = async (tx: Tx) => {
      await useUp?.(tx);
      return this.identities.belongsTo(tx, identity.id, user.id);
    };
    return this.signIn.open({
      user,
      method: identity.provider,
      identityId: identity.id,
      amr: AMR,
      client,
      isStillProven,
    });
  }

  private async admit(introduction: Introduction): Promise<Recognised> {
    const recognised = await this.accounts.recognise(introduction);
    await this.addresses.assertNone(recognised.user, introduction.client);
    return recognised;
  }
}
