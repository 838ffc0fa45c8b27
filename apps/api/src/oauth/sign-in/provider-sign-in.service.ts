import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import type { Tx } from '#libs/database';
import { OpenSignIn, type SignedInDto } from '#api/auth';
import { Identities } from '../identities/identities.service.js';
import type { ProviderLogin, Recognised } from '../providers/provider-answer.js';
import { ProviderAccounts } from './provider-accounts.service.js';
import { SignInCodes, type AskedOfCode, type CodeWithVerifier } from './sign-in-codes.service.js';
import { accountDisabled } from '#api/users';

/** Federated authentication. RFC 8176 has no value for it; this one is widely used. */
const AMR = ['fed'] as const;

interface Opening {
  readonly client: ClientInfo;
  readonly resource: unknown;
  readonly useUp?: (tx: Tx) => Promise<void>;
}

/** A request to trade a one-time code. */
export interface Trade {
  readonly shown: CodeWithVerifier;
  /** The target of the access token (RFC 8707). */
  readonly resource: unknown;
  readonly client: ClientInfo;
}

/** Signs in by a provider: at once, or by a code that an application trades. */
@Injectable()
export class ProviderSignIn {
  constructor(
    private readonly accounts: ProviderAccounts,
    private readonly signIn: OpenSignIn,
    private readonly codes: SignInCodes,
    private readonly identities: Identities,
  ) {}

  /** @throws AppError `EMAIL_NOT_VERIFIED`, `INVALID_TARGET` and those of `ProviderAccounts` */
  async signInNow(providerLogin: ProviderLogin, resource?: string): Promise<SignedInDto> {
    return this.open(await this.admit(providerLogin), { client: providerLogin.client, resource });
  }

  /** A one-time code instead of tokens. */
  async signInLater(providerLogin: ProviderLogin, asked: AskedOfCode): Promise<string> {
    const { identity } = await this.admit(providerLogin);
    return this.codes.issue(identity, asked);
  }

  /** @throws AppError `INVALID_OAUTH_CODE`, `ACCOUNT_DISABLED`, `INVALID_TARGET` */
  async trade(recognised: Recognised, { shown, resource, client }: Trade): Promise<SignedInDto> {
    const { user } = recognised;
    if (!user.isActive) throw accountDisabled(user.id);
    const useUp = (tx: Tx) => this.codes.consume(tx, shown);
    return this.open(recognised, { client, resource, useUp });
  }

  /** An identity that was unlinked or moved to another account meanwhile opens no session. */
  private open(
    { user, identity }: Recognised,
    { client, resource, useUp }: Opening,
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
      resource,
      isOneTime: useUp !== undefined,
      isStillProven,
    });
  }

  private async admit(providerLogin: ProviderLogin): Promise<Recognised> {
    const recognised = await this.accounts.recognise(providerLogin);
    await this.accounts.assertVerified(recognised.user, providerLogin.client);
    return recognised;
  }
}
