import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import { SignInLedger, type ProofMadeDto, type SignedInDto } from '#api/auth';
import { ProveByProvider } from '../proving/prove-by-provider.service.js';
import { ProviderSignIn } from './provider-sign-in.service.js';
import { SignInCodes, type BroughtCode } from './sign-in-codes.service.js';

/** Trades a one-time code for what it stands for. */
@Injectable()
export class TradeCode {
  constructor(
    private readonly codes: SignInCodes,
    private readonly signIn: ProviderSignIn,
    private readonly proving: ProveByProvider,
    private readonly ledger: SignInLedger,
  ) {}

  /**
   * Tokens, or the proof that the sign-in was begun for.
   * @throws AppError `INVALID_OAUTH_CODE`, `ACCOUNT_DISABLED` and what `ProveByProvider` throws
   */
  trade(brought: BroughtCode, client: ClientInfo): Promise<SignedInDto | ProofMadeDto> {
    // A code that is refused does not say which provider it was of.
    const attempt = { method: 'provider', client };
    return this.ledger.attempt<SignedInDto | ProofMadeDto>(attempt, async () => {
      const { proof, ...recognised } = await this.codes.recognise(brought);
      return proof === null
        ? this.signIn.trade(recognised, brought, client)
        : this.proving.trade({ ...recognised, proof }, brought, client);
    });
  }
}
