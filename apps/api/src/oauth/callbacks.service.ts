import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import { SignInLedger, type ProofMadeDto, type SignedInDto } from '#api/auth';
import type { Flow } from './flow/flow.js';
import { ProviderJourney, type Brought } from './flow/provider-journey.service.js';
import { withParameters } from './flow/redirect-uris.js';
import type { LinkedDto } from './identities/identities.dto.js';
import { LinkIdentity } from './identities/link-identity.service.js';
import { toIdentity } from './identities/to-identity.js';
import type { ProviderSignedInDto } from './oauth.dto.js';
import type { ProviderAnswer } from './providers/provider-answer.js';
import { ProveByProvider, type ProvingFlow } from './proving/prove-by-provider.service.js';
import { ProviderSignIn } from './sign-in/provider-sign-in.service.js';

export type CallbackBody = ProviderSignedInDto | LinkedDto | ProofMadeDto;

/** How the browser is answered: with JSON, or by sending it on to the application. */
export type CallbackOutcome = { readonly body: CallbackBody } | { readonly location: string };

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
    private readonly proving: ProveByProvider,
    private readonly ledger: SignInLedger,
  ) {}

  async finish({ provider, cookies, brought, client }: Callback): Promise<CallbackOutcome> {
    const attempt = { method: provider, client };
    const arriving = () => this.journey.arrive(provider, cookies, brought);
    const { flow, answer } = await this.ledger.attempt(attempt, arriving);
    const { purpose } = flow;
    if (purpose.kind === 'link') return this.finishLink(purpose, { provider, answer, client });
    if (purpose.kind === 'proof') {
      const proving = { flow, purpose, answer, client };
      return this.ledger.attempt(attempt, () => this.finishProof(proving));
    }
    const signingIn = () => this.finishSignIn(purpose, { provider, answer, client });
    return this.ledger.attempt(attempt, signingIn);
  }

  private async finishProof(proving: ProvingFlow): Promise<CallbackOutcome> {
    const { redirectUri, appState } = proving.purpose;
    if (redirectUri === undefined) return { body: await this.proving.proveNow(proving) };
    const code = await this.proving.proveLater(proving);
    return { location: withCode(redirectUri, code, appState) };
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
    return { location: withCode(redirectUri, code, appState) };
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

const withCode = (redirectUri: string, code: string, appState: string | undefined) =>
  withParameters(redirectUri, { code, ...(appState !== undefined && { state: appState }) });
