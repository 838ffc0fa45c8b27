import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Principal } from '#libs/access';
import type { ConfigOf } from '#libs/config';
import { Database } from '#libs/database';
import { FreshProofs, type Showing } from '#api/users/proofs';
import { ApplicationRedirects } from './flow/application-redirects.service.js';
import { assertNavigation } from './flow/assert-navigation.js';
import {
  AuthorizationFlow,
  type AuthorizationRedirect,
} from './flow/authorization-flow.service.js';
import {
  readReturnAddress,
  readReturnAddressWithoutCode,
  type RedirectRequest,
} from './flow/redirect-uris.js';
import { oauthConfig } from './oauth.config.js';
import type { BeginSignInDto, BeginProofDto } from './oauth.dto.js';
import { Providers } from './providers/providers.service.js';

/** Which provider is to be linked, and where the application wants the answer. */
export interface LinkWish {
  readonly provider: string;
  readonly redirect: Omit<RedirectRequest, 'code_challenge'>;
  /** The `Cookie` of the request. */
  readonly cookies: string | undefined;
}

/** Sends the browser to a provider: to sign in, to link the provider, or for a fresh proof. */
@Injectable()
export class BeginFlow {
  constructor(
    private readonly authorization: AuthorizationFlow,
    private readonly providers: Providers,
    private readonly redirects: ApplicationRedirects,
    private readonly proofs: FreshProofs,
    private readonly database: Database,
    @Inject(oauthConfig.KEY) private readonly config: ConfigOf<typeof oauthConfig>,
  ) {}

  /**
   * Errors are redirected to the application once its redirect URI is found on the list and the provider is configured.
   * @throws AppError `NAVIGATION_REQUIRED`, `VALIDATION_FAILED`, `REDIRECT_URI_NOT_ALLOWED`, `CODE_CHALLENGE_REQUIRED` and
   * those of `AuthorizationFlow.start`
   */
  async signIn(
    provider: string,
    { resource, ...redirect }: BeginSignInDto,
    request: FastifyRequest,
  ): Promise<AuthorizationRedirect> {
    assertNavigation(request.headers);
    const purpose = {
      kind: 'sign-in',
      ...readReturnAddress(redirect, this.config.redirectUris),
      ...(resource !== undefined && { resource }),
    } as const;
    this.providers.get(provider);
    this.redirects.note(request, purpose);
    return this.authorization.start(provider, request.headers.cookie, purpose);
  }

  /**
   * For the signed-in user. An unreachable provider uses no proof up.
   * @throws AppError `PROOF_REQUIRED`, `REDIRECT_URI_NOT_ALLOWED` and those of `AuthorizationFlow.start`
   */
  async link(
    showing: Showing,
    { provider, redirect, cookies }: LinkWish,
  ): Promise<AuthorizationRedirect> {
    const { userId, sessionId } = showing.principal;
    const answer = await this.authorization.start(provider, cookies, {
      kind: 'link',
      ...{ userId, sessionId },
      ...readReturnAddressWithoutCode(redirect, this.config.redirectUris),
    });
    await this.proofs.consume(this.database.pool, showing, 'link_identity');
    return answer;
  }

  /**
   * For a proof in the session of the signed-in user.
   * @throws AppError `VALIDATION_FAILED`, `REDIRECT_URI_NOT_ALLOWED`, `CODE_CHALLENGE_REQUIRED` and those of
   * `AuthorizationFlow.start`
   */
  proof(
    provider: string,
    { purpose, ...redirect }: BeginProofDto,
    { userId, sessionId }: Principal,
    cookies: string | undefined,
  ): Promise<AuthorizationRedirect> {
    return this.authorization.start(provider, cookies, {
      kind: 'proof',
      ...{ userId, sessionId, purpose },
      ...readReturnAddress(redirect, this.config.redirectUris),
    });
  }
}
