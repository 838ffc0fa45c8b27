import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import { SignInLedger, type SignedInDto } from '#api/auth';
import type { Flow } from './flow/flow.js';
import { ProviderJourney, type Brought } from './flow/provider-journey.service.js';
import { withParameters } from './flow/redirect-uris.js';
import type { LinkedDto } from './identities/identities.dto.js';
import { LinkIdentity } from './identities/link-identity.service.js';
import { toIdentity } from './identities/to-identity.js';
import type { ProviderSignedInDto } from './oauth.dto.js';
import type { ProviderAnswer } from './providers/provider-answer.js';
import { ProviderSignIn, type Trade } from './sign-in/provider-sign-in.service.js';

/** How the browser is answered: with JSON, or by sending it on to the application. */
export type CallbackOutcome =
  | { readonly body: ProviderSignedInDto | LinkedDto }
  | { readonly location: string };

export interface Callback {
  readonly provider: string;
  readonly cookies: string | undefined;
  readonly brought: Brought;
  readonly client: ClientInfo;
}

const MESSAGE = 'Authentication successful';

/** Finishes what a flow was begun for. */
@Injectable()
export class Callbacks {
  constructor(
    private readonly journey: ProviderJourney,
    private readonly signIn: ProviderSignIn,
    private readonly links: LinkIdentity,
    private readonly ledger: SignInLedger,
  ) {}

  async finish({ provider, cookies, brought, client }: Callback): Promise<CallbackOutcome> {
    const attempt = { method: provider, client };
    const arriving = () => this.journey.arrive(provider, cookies, brought);
    const { flow, answer } = await this.ledger.attempt(attempt, arriving);
    const { purpose } = flow;
    if (purpose.kind === 'link') return this.finishLink(purpose, { provider, answer, client });
    const signingIn = () => this.finishSignIn(purpose, { provider, answer, client });
    return this.ledger.attempt(attempt, signingIn);
  }

  /** @throws AppError `INVALID_OAUTH_CODE`, `ACCOUNT_DISABLED`, `INVALID_TARGET` */
  trade(trade: Trade, client: ClientInfo): Promise<SignedInDto> {
    // A code that is refused does not say which provider it was of.
    const attempt = { method: 'provider', client };
    return this.ledger.attempt(attempt, () => this.signIn.trade(trade, client));
  }

  private async finishSignIn(
    purpose: Extract<Flow['purpose'], { kind: 'sign-in' }>,
    introduction: { provider: string; answer: ProviderAnswer; client: ClientInfo },
  ): Promise<CallbackOutcome> {
    const { redirectUri, appState } = purpose;
    if (redirectUri === undefined) {
      const { success, ...rest }: SignedInDto = await this.signIn.signInNow(
        introduction,
        purpose.resource,
      );
      return { body: { success, message: MESSAGE, ...rest } };
    }
    const code = await this.signIn.signInLater(introduction, purpose);
    const parameters = { code, ...(appState !== undefined && { state: appState }) };
    return { location: withParameters(redirectUri, parameters) };
  }

  private async finishLink(
    purpose: Extract<Flow['purpose'], { kind: 'link' }>,
    introduction: { provider: string; answer: ProviderAnswer; client: ClientInfo },
  ): Promise<CallbackOutcome> {
    const { userId, sessionId, redirectUri } = purpose;
    const identity = await this.links.link({ userId, sessionId, ...introduction });
    if (redirectUri !== undefined) {
      return { location: withParameters(redirectUri, { linked: introduction.provider }) };
    }
    const body: LinkedDto = {
      success: true,
      message: 'Identity linked',
      identity: toIdentity(identity),
    };
    return { body };
  }
}
