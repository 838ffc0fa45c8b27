import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import type { ProofMadeDto, SignedInDto } from '#api/auth';
import type { Flow } from './flow/flow.js';
import { withParameters } from './flow/redirect-uris.js';
import { WaysBack } from './flow/ways-back.service.js';
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

const MESSAGE = 'Authentication successful';

/** Does what a flow was begun for, once a provider has named somebody. */
@Injectable()
export class FlowEndings {
  constructor(
    private readonly signIn: ProviderSignIn,
    private readonly links: LinkIdentity,
    private readonly proving: ProveByProvider,
    private readonly ways: WaysBack,
  ) {}

  async finishProof(proving: ProvingFlow): Promise<CallbackOutcome> {
    const { purpose } = proving;
    const { redirectUri } = purpose;
    if (redirectUri === undefined) return { body: await this.proving.proveNow(proving) };
    const code = await this.proving.proveLater(proving);
    return { location: this.ways.to(redirectUri, purpose, { code }) };
  }

  async finishSignIn(
    purpose: Extract<Flow['purpose'], { kind: 'sign-in' }>,
    providerLogin: { provider: string; answer: ProviderAnswer; client: ClientInfo },
  ): Promise<CallbackOutcome> {
    const { redirectUri } = purpose;
    if (redirectUri === undefined) {
      const { success, ...rest }: SignedInDto = await this.signIn.signInNow(
        providerLogin,
        purpose.resource,
      );
      return { body: { success, message: MESSAGE, ...rest } };
    }
    const code = await this.signIn.signInLater(providerLogin, purpose);
    return { location: this.ways.to(redirectUri, purpose, { code }) };
  }

  async finishLink(
    purpose: Extract<Flow['purpose'], { kind: 'link' }>,
    providerLogin: { provider: string; answer: ProviderAnswer; client: ClientInfo },
  ): Promise<CallbackOutcome> {
    const { userId, sessionId, redirectUri } = purpose;
    const identity = await this.links.link({ userId, sessionId, ...providerLogin });
    if (redirectUri !== undefined) {
      // No authorization response: it brings nothing that could be mixed up.
      const { appState } = purpose;
      const state = appState === undefined ? undefined : { state: appState };
      const linked = { linked: providerLogin.provider };
      return { location: withParameters(redirectUri, { ...linked, ...state }) };
    }
    const body: LinkedDto = {
      success: true,
      message: 'Identity linked',
      identity: toIdentity(identity),
    };
    return { body };
  }
}
