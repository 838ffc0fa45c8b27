import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import { BROWSER_METHOD, SignInAudit, type ProofMadeDto, type SignedInDto } from '#api/auth';
import { ApplicationRedirects } from './flow/application-redirects.service.js';
import { AuthorizationFlow, type CallbackParameters } from './flow/authorization-flow.service.js';
import { assertSignedInAnew } from './flow/assert-signed-in-anew.js';
import type { Arrival, Flow } from './flow/flow.js';
import { withParameters } from './flow/redirect-uris.js';
import { type LinkedDto, toIdentity } from './identities/identities.dto.js';
import { LinkIdentity } from './identities/own-identities.service.js';
import type { ProviderSignedInDto } from './oauth.dto.js';
import { ProveByProvider, type ProvingFlow } from './prove-by-provider.service.js';
import type { ProviderLogin } from './providers/provider-answer.js';
import { ProviderSignIn } from './sign-in/provider-sign-in.service.js';
import { isSessionCode, SessionCodes } from './session-codes/session-codes.service.js';
import { SignInCodes, type CodeWithVerifier } from './sign-in/sign-in-codes.service.js';

/** A request to the callback of a provider. */
export interface Callback {
  readonly provider: string;
  readonly cookies: string | undefined;
  readonly shown: CallbackParameters;
  readonly client: ClientInfo;
}

export type CallbackBody = ProviderSignedInDto | LinkedDto | ProofMadeDto;

/** The answer to the browser: JSON, or a redirect to the application, or to the page of this server that began the flow. */
export type CallbackOutcome =
  | { readonly body: CallbackBody }
  | { readonly location: string }
  | { readonly arrival: Arrival };

type PurposeOf<K extends Flow['purpose']['kind']> = Extract<Flow['purpose'], { kind: K }>;

const MESSAGE = 'Authentication successful';

/** Completes flows, at the callback of the provider or when the application trades its code; each attempt is audited. */
@Injectable()
export class FinishFlow {
  constructor(
    private readonly authorization: AuthorizationFlow,
    private readonly signIn: ProviderSignIn,
    private readonly links: LinkIdentity,
    private readonly proving: ProveByProvider,
    private readonly redirects: ApplicationRedirects,
    private readonly codes: SignInCodes,
    private readonly sessionCodes: SessionCodes,
    private readonly signInAudit: SignInAudit,
  ) {}

  /**
   * The flow of the callback, which cannot be used again.
   * @throws AppError `PROVIDER_NOT_CONFIGURED`, `INVALID_OAUTH_STATE`
   */
  takeFlow({ provider, cookies, shown, client }: Callback): Promise<Flow> {
    const attempt = { method: provider, client };
    const taken = () => this.authorization.takeFlow(provider, cookies, shown);
    return this.signInAudit.attempt(attempt, taken);
  }

  /** @throws AppError those of `AuthorizationFlow.finish` and of the purpose of the flow */
  async finish(flow: Flow, { shown, client }: Callback): Promise<CallbackOutcome> {
    const { provider, purpose } = flow;
    const attempt = { method: provider, client };
    const answered = () => this.authorization.finish(flow, shown);
    const answer = await this.signInAudit.attempt(attempt, answered);
    const login = { provider, answer, client };
    if (purpose.kind === 'link') return this.finishLink(purpose, login);
    return this.signInAudit.attempt(attempt, () =>
      purpose.kind === 'proof'
        ? this.finishProof({ flow, purpose, answer, client })
        : this.finishSignIn(flow, purpose, login),
    );
  }

  /**
   * Trades a one-time code for tokens, or for a fresh proof where the flow was begun for one. A code of the pages of this server
   * opens a session from that of the browser.
   * @param resource the target of the access token (RFC 8707); `undefined`: the target that the sign-in requested
   * @throws AppError `INVALID_OAUTH_CODE`, `ACCOUNT_DISABLED`, `INVALID_TARGET` and those of `ProveByProvider`
   */
  trade(
    shown: CodeWithVerifier,
    resource: unknown,
    client: ClientInfo,
  ): Promise<SignedInDto | ProofMadeDto> {
    if (isSessionCode(shown.code)) {
      const attempt = { method: BROWSER_METHOD, client };
      const traded = () => this.sessionCodes.trade({ shown, resource, client });
      return this.signInAudit.attempt(attempt, traded);
    }
    // A refused code does not name its provider.
    const attempt = { method: 'provider', client };
    return this.signInAudit.attempt<SignedInDto | ProofMadeDto>(attempt, async () => {
      const { proof, ...recognised } = await this.codes.recognise(shown);
      const asked = resource === undefined ? (recognised.resource ?? undefined) : resource;
      return proof === null
        ? this.signIn.trade(recognised, { shown, resource: asked, client })
        : this.proving.trade({ ...recognised, proof }, shown, client);
    });
  }

  private async finishProof(proving: ProvingFlow): Promise<CallbackOutcome> {
    const { purpose } = proving;
    const { redirectUri, page } = purpose;
    if (page !== undefined) return codeArrival(await this.proving.proveLater(proving));
    if (redirectUri === undefined) return { body: await this.proving.proveNow(proving) };
    const code = await this.proving.proveLater(proving);
    return { location: this.redirects.to(redirectUri, purpose, { code }) };
  }

  private async finishSignIn(
    flow: Flow,
    purpose: PurposeOf<'sign-in'>,
    login: ProviderLogin,
  ): Promise<CallbackOutcome> {
    const { redirectUri, resource, page, isAnew = false } = purpose;
    if (isAnew) assertSignedInAnew(flow, login.answer);
    if (page !== undefined) return codeArrival(await this.signIn.signInLater(login, {}));
    if (redirectUri === undefined) {
      const { success, ...rest } = await this.signIn.signInNow(login, resource);
      return { body: { success, message: MESSAGE, ...rest } };
    }
    const code = await this.signIn.signInLater(login, purpose);
    return { location: this.redirects.to(redirectUri, purpose, { code }) };
  }

  private async finishLink(
    { userId, sessionId, redirectUri, appState, page }: PurposeOf<'link'>,
    login: ProviderLogin,
  ): Promise<CallbackOutcome> {
    const identity = await this.links.link({ userId, sessionId, ...login });
    if (page !== undefined) return { arrival: { kind: 'linked' } };
    if (redirectUri !== undefined) {
      // Not an authorization response: without a code no mix-up is possible.
      const state = appState === undefined ? undefined : { state: appState };
      return { location: withParameters(redirectUri, { linked: login.provider, ...state }) };
    }
    const body = {
      success: true,
      message: 'Identity linked',
      identity: toIdentity(identity),
    };
    return { body };
  }
}

/** Nobody is shown the code: it is in the encrypted cookie of the flow alone, and so it needs no challenge. */
const codeArrival = (code: string): CallbackOutcome => ({ arrival: { kind: 'code', code } });
