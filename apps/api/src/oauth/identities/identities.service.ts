import { Inject, Injectable } from '@nestjs/common';
import { coreConfig, serverSecretOf, type ConfigOf } from '#libs/config';
import type { Tx } from '#libs/database';
import { Clock, newId, SecretBox } from '#libs/kernel';
import { LinkedIdentities, type Identity, type IdentityMaking } from '#api/users/identities';
import { oauthConfig } from '../oauth.config.js';
import type { ProviderAnswer } from '../providers/provider-answer.js';

/** The account that an identity is linked to, and how. */
export interface NewLink {
  readonly userId: string;
  readonly provider: string;
  readonly making: IdentityMaking;
}

/** Stores the identities that providers assert, with encrypted tokens. */
@Injectable()
export class Identities {
  private readonly box: SecretBox;

  constructor(
    private readonly store: LinkedIdentities,
    private readonly clock: Clock,
    @Inject(oauthConfig.KEY) private readonly config: ConfigOf<typeof oauthConfig>,
    @Inject(coreConfig.KEY) core: ConfigOf<typeof coreConfig>,
  ) {
    this.box = new SecretBox(serverSecretOf(core), 'provider-tokens');
  }

  find(tx: Tx, provider: string, { issuer, subject }: ProviderAnswer): Promise<Identity | null> {
    return this.store.find(tx, { provider, issuer, subject });
  }

  async belongsTo(tx: Tx, id: string, userId: string): Promise<boolean> {
    return (await this.store.findById(tx, id))?.userId === userId;
  }

  /** `null` when the identity is linked to an account already. */
  add(
    tx: Tx,
    { userId, provider, making }: NewLink,
    answer: ProviderAnswer,
  ): Promise<Identity | null> {
    const { issuer, subject, email } = answer;
    const id = newId();
    return this.store.add(tx, {
      ...{ id, userId, provider, issuer, subject, email },
      ...making,
      avatar: answer.avatar,
      providerTokens: this.sealed(id, answer),
      now: this.clock.now(),
    });
  }

  /**
   * Records a sign-in; `false` when the identity is no longer linked to this account, which the caller has locked. Some
   * providers issue a refresh token at the first consent only: tokens without one do not replace it.
   */
  async noteUse(tx: Tx, { id, userId }: Identity, answer: ProviderAnswer): Promise<boolean> {
    const { email, avatar, tokens } = answer;
    const kept = this.config.storeProviderTokens ? await this.tokensOf(tx, id) : {};
    const providerTokens = this.sealed(id, { tokens: { ...refreshOf(kept), ...given(tokens) } });
    const now = this.clock.now();
    return this.store.noteUse(tx, { id, userId }, { email, avatar, providerTokens, now });
  }

  private async tokensOf(tx: Tx, id: string): Promise<ProviderAnswer['tokens']> {
    const sealed = await this.store.findSealedTokens(tx, id);
    return sealed
      ? (JSON.parse(this.box.open(sealed, id).toString('utf8')) as object as never)
      : {};
  }

  private sealed(id: string, { tokens }: Pick<ProviderAnswer, 'tokens'>): Buffer | null {
    return this.config.storeProviderTokens ? this.box.seal(JSON.stringify(tokens), id) : null;
  }
}

const refreshOf = ({ refresh_token }: ProviderAnswer['tokens']) =>
  refresh_token === undefined ? {} : { refresh_token };

const given = (tokens: ProviderAnswer['tokens']) =>
  Object.fromEntries(Object.entries(tokens).filter(([, value]) => value !== undefined));
