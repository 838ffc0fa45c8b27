import { Inject, Injectable } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import { Clock, normaliseEmail, type AppError } from '#libs/kernel';
import {
  ApplicationRedirects,
  assertRedirectAllowed,
  codeChallengeRequired,
  errorAnswer,
  oauthConfig,
  redirectUriNotAllowed,
  SessionCodes,
  type AuthorizationError,
} from '#api/oauth';
import { invalidTarget, TokenTargets } from '#api/services';
import type { BrowserSession } from '../browser-session.js';
import type { OwnSession } from '../browser-sessions.service.js';
import {
  accountSelectionRequired,
  interactionRequired,
  invalidSignInRequest,
  signInRequired,
} from '../browser-sessions.errors.js';
import {
  decideSignIn,
  type Candidate,
  type SignInDecision,
  type SilentRefusal,
} from './decide-sign-in.js';
import {
  problemsOf,
  stateOf,
  toSignInRequest,
  type Given,
  type SignInRequest,
} from './sign-in-request.js';

/** `none`: no application asks, the person signs in at this server. `refused`: the browser goes back with an error. */
export type ReadRequest =
  | { readonly kind: 'none' }
  | { readonly kind: 'request'; readonly request: SignInRequest }
  | { readonly kind: 'refused'; readonly location: string };

/** An account of the browser, for the decision. */
export type AccountChoice = Candidate & { readonly session: BrowserSession };

/** What the person has done at a page before, and what the account must do. */
export interface Deciding {
  /** The id of the browser session that the person has chosen. */
  readonly chosenId?: string | null;
  readonly mustAct?: (session: BrowserSession) => boolean;
}

const SILENT: Readonly<Record<SilentRefusal, () => AppError>> = {
  login_required: signInRequired,
  interaction_required: interactionRequired,
  account_selection_required: accountSelectionRequired,
};

const canonical = (address: string) => normaliseEmail(address)?.canonical ?? address;

/** The sign-ins that applications ask for at the pages of this server. Nothing is stored: each page checks the request again. */
@Injectable()
export class ApplicationSignIns {
  constructor(
    private readonly redirects: ApplicationRedirects,
    private readonly codes: SessionCodes,
    private readonly targets: TokenTargets,
    private readonly clock: Clock,
    @Inject(oauthConfig.KEY) private readonly config: ConfigOf<typeof oauthConfig>,
  ) {}

  /**
   * Reads the parameters of a page or of its form. Until the redirect URI is found on the list nothing is redirected.
   * @throws AppError `REDIRECT_URI_NOT_ALLOWED`
   */
  read(given: Given, requestId: string): ReadRequest {
    const { redirect_uri: redirectUri, code_challenge: codeChallenge } = given;
    if (redirectUri === undefined) return { kind: 'none' };
    if (typeof redirectUri !== 'string') throw redirectUriNotAllowed();
    assertRedirectAllowed(redirectUri, this.config.redirectUris);
    const to = { redirectUri, state: stateOf(given) };
    const problems = problemsOf(given);
    if (problems.length > 0) {
      const refusal = { error: 'invalid_request', cause: invalidSignInRequest(problems) } as const;
      return { kind: 'refused', location: this.refuse(to, refusal, requestId) };
    }
    if (typeof codeChallenge !== 'string') {
      const refusal = { error: 'invalid_request', cause: codeChallengeRequired() } as const;
      return { kind: 'refused', location: this.refuse(to, refusal, requestId) };
    }
    return { kind: 'request', request: toSignInRequest(given, { redirectUri, codeChallenge }) };
  }

  /** What the request leads to in a browser where these accounts are signed in. */
  decide(
    { prompt, maxAgeSeconds, loginHint }: SignInRequest,
    sessions: readonly BrowserSession[],
    { chosenId = null, mustAct = () => false }: Deciding = {},
  ): SignInDecision<AccountChoice> {
    const candidates = sessions.map((session) => ({
      id: session.id,
      address: canonical(session.principal.account.email),
      authTime: session.principal.authTime,
      mustAct: mustAct(session),
      session,
    }));
    const hint = loginHint === null ? null : canonical(loginHint);
    const now = this.clock.nowSeconds();
    return decideSignIn({ candidates, chosenId, hint, now, prompt, maxAgeSeconds });
  }

  /**
   * Where the browser goes: to the application with a one-time code, or with an error when there is no token for `resource`.
   * @throws AppError `SESSION_ENDED`, `RATE_LIMITED`
   */
  async finish(
    request: SignInRequest,
    { userId, sessionId }: OwnSession,
    requestId: string,
  ): Promise<string> {
    const { resource, codeChallenge, redirectUri, state } = request;
    if (!(await this.targets.find(resource ?? undefined))) {
      const refusal = { error: 'invalid_target', cause: invalidTarget(userId) } as const;
      return this.refuse(request, refusal, requestId);
    }
    const code = await this.codes.issue({ userId, sessionId, codeChallenge, resource });
    return this.redirects.to(redirectUri, answering(state), { code });
  }

  /** Where the browser goes when `prompt=none` cannot be met. */
  refuseSilently(request: SignInRequest, error: SilentRefusal, requestId: string): string {
    return this.refuse(request, { error, cause: SILENT[error]() }, requestId);
  }

  /** Where the browser goes when the person declines, or for any other refusal that the application shall know. */
  refuse(
    { redirectUri, state }: Pick<SignInRequest, 'redirectUri' | 'state'>,
    { error, cause }: { error: AuthorizationError; cause: AppError },
    requestId: string,
  ): string {
    const answer = errorAnswer(error, cause, requestId);
    return this.redirects.to(redirectUri, answering(state), answer);
  }
}

const answering = (state: string | null) => (state === null ? {} : { appState: state });
