import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import type { Tx } from '#libs/database';
import { MakeProof, toMadeProof, type ProofMadeDto } from '#api/auth';
import { assertSignedInAnew } from './flow/assert-signed-in-anew.js';
import type { Flow, ProofFlow } from './flow/flow.js';
import { Identities } from './identities/identities.service.js';
import { proofOfAnother } from './oauth.errors.js';
import type { ProviderAnswer, Recognised } from './providers/provider-answer.js';
import type { CodeProof } from './sign-in/codes.store.js';
import { ProviderAccounts } from './sign-in/provider-accounts.service.js';
import {
  SignInCodes,
  type CodeWithVerifier,
  type TradedCode,
} from './sign-in/sign-in-codes.service.js';
import { accountDisabled } from '#api/users';

/** A finished sign-in at a provider that was begun for a proof. */
export interface ProvingFlow {
  readonly flow: Flow;
  readonly purpose: ProofFlow;
  readonly answer: ProviderAnswer;
  readonly client: ClientInfo;
}

/** Makes fresh proofs from sign-ins at providers that were begun for them. */
@Injectable()
export class ProveByProvider {
  constructor(
    private readonly accounts: ProviderAccounts,
    private readonly identities: Identities,
    private readonly codes: SignInCodes,
    private readonly proofs: MakeProof,
  ) {}

  /** @throws AppError `REAUTHENTICATION_REQUIRED`, `PROOF_OF_ANOTHER_ACCOUNT` and what `MakeProof` throws */
  async proveNow(proving: ProvingFlow): Promise<ProofMadeDto> {
    return this.make(await this.getProven(proving), proving.purpose, proving.client);
  }

  /** A one-time code instead of the proof. @throws AppError as `proveNow` */
  async proveLater(proving: ProvingFlow): Promise<string> {
    const { userId, sessionId, purpose, codeChallenge } = proving.purpose;
    const { identity } = await this.getProven(proving);
    return this.codes.issue(identity, { codeChallenge }, { userId, sessionId, purpose });
  }

  /** @throws AppError `INVALID_OAUTH_CODE` and what `MakeProof` throws */
  trade(
    { proof, ...recognised }: TradedCode & { readonly proof: CodeProof },
    shown: CodeWithVerifier,
    client: ClientInfo,
  ): Promise<ProofMadeDto> {
    return this.make(recognised, proof, client, (tx) => this.codes.consume(tx, shown));
  }

  /** A linked identity proves its account; another account than that of the session only for a merge. */
  private async getProven({ flow, purpose, answer }: ProvingFlow): Promise<Recognised> {
    assertSignedInAnew(flow, answer);
    const found = await this.accounts.find(flow.provider, answer);
    const isMeant = found?.user.id === purpose.userId || purpose.purpose === 'merge';
    if (!found || !isMeant) throw proofOfAnother();
    return found;
  }

  private async make(
    { user, identity }: Recognised,
    { userId, sessionId, purpose }: CodeProof,
    client: ClientInfo,
    useUp?: (tx: Tx) => Promise<void>,
  ): Promise<ProofMadeDto> {
    const wish = { principal: { userId, sessionId }, purpose, client };
    const isStillProven = async (tx: Tx) => {
      await useUp?.(tx);
      return this.identities.belongsTo(tx, identity.id, user.id);
    };
    const proven = { user, method: identity.provider, identityId: identity.id, isStillProven };
    if (user.id === userId) return toMadeProof(await this.proofs.ofOwn(wish, proven), purpose);
    if (!user.isActive) throw accountDisabled(user.id);
    await this.accounts.assertVerified(user, client);
    return toMadeProof(await this.proofs.ofOther(wish, proven), purpose);
  }
}
