import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import { SignInAudit, type ProofMadeDto, type SignedInDto } from '#api/auth';
import { ProveByProvider } from '../proving/prove-by-provider.service.js';
import { ProviderSignIn } from './provider-sign-in.service.js';
import { SignInCodes, type CodeWithVerifier } from './sign-in-codes.service.js';

/** Trades a one-time code for what it stands for. */
@Injectable()
export class TradeCode {
  constructor(
    private readonly codes: SignInCodes,
    private readonly signIn: ProviderSignIn,
    private readonly proving: ProveByProvider,
    private readonly signInAudit: SignInAudit,
  ) {}

  /**
   * Tokens, or the proof that the sign-in was begun for.
   * @param resource for whom the access token shall be (RFC 8707); `undefined`: for whom the sign-in was begun
   * @throws AppError `INVALID_OAUTH_CODE`, `ACCOUNT_DISABLED`, `INVALID_TARGET` and what `ProveByProvider` throws
   */
  trade(
    shown: CodeWithVerifier,
    resource: unknown,
    client: ClientInfo,
  ): Promise<SignedInDto | ProofMadeDto> {
    // A code that is refused does not say which provider it was of.
    const attempt = { method: 'provider', client };
    return this.signInAudit.attempt<SignedInDto | ProofMadeDto>(attempt, async () => {
      const { proof, ...recognised } = await this.codes.recognise(shown);
      const asked = resource === undefined ? (recognised.resource ?? undefined) : resource;
      return proof === null
        ? this.signIn.trade(recognised, { shown, resource: asked, client })
        : this.proving.trade({ ...recognised, proof }, shown, client);
    });
  }
}
