import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { assertNavigation } from '../flow/fetch-metadata.js';
import { AuthorizationFlow, type Departure } from '../flow/authorization-flow.service.js';
import { RedirectWishes } from '../flow/redirect-wishes.service.js';
import { WaysBack } from '../flow/ways-back.service.js';
import type { BeginSignInDto } from '../oauth.dto.js';
import { Providers } from '../providers/providers.service.js';

/** Sends a person to a provider, to sign in. */
@Injectable()
export class BeginSignIn {
  constructor(
    private readonly providers: Providers,
    private readonly authorization: AuthorizationFlow,
    private readonly redirects: RedirectWishes,
    private readonly ways: WaysBack,
  ) {}

  /**
   * Once the address of the application is found on the list, and the provider is one, what goes wrong is told there.
   * @throws AppError `NAVIGATION_REQUIRED`, `VALIDATION_FAILED`, `REDIRECT_URI_NOT_ALLOWED`, `CODE_CHALLENGE_REQUIRED` and
   * those of `AuthorizationFlow.start`
   */
  async begin(
    provider: string,
    { resource, ...wish }: BeginSignInDto,
    request: FastifyRequest,
  ): Promise<Departure> {
    assertNavigation(request.headers);
    const purpose = {
      kind: 'sign-in',
      ...this.redirects.read(wish),
      ...(resource !== undefined && { resource }),
    } as const;
    this.providers.get(provider);
    this.ways.note(request, purpose);
    return this.authorization.start(provider, request.headers.cookie, purpose);
  }
}
