import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { ClientInfo, Principal, ProofPurpose } from '#libs/access';
import type { ProofMadeDto, SignedInDto } from '#api/auth';
import { Database } from '#libs/database';
import { FreshProofs, type Showing } from '#api/users/proofs';
import { FinishFlow } from '../finish-flow.service.js';
import { assertNavigation } from '../flow/assert-navigation.js';
import {
  AuthorizationFlow,
  type AuthorizationRedirect,
} from '../flow/authorization-flow.service.js';
import type { PageFields } from '../flow/flow.js';

/** A sign-in that is begun at a page. */
export interface PageSignIn {
  readonly page: PageFields;
  /** Whether an earlier sign-in at the provider does not count. */
  readonly isAnew: boolean;
}

/** A proof that is begun at a page. */
export interface PageProof {
  readonly page: PageFields;
  readonly purpose: ProofPurpose;
}

/** Begins the flows of the pages of this server, and trades their codes. They end at a page, by `Arrivals`. */
@Injectable()
export class PageFlows {
  constructor(
    private readonly authorization: AuthorizationFlow,
    private readonly flows: FinishFlow,
    private readonly proofs: FreshProofs,
    private readonly database: Database,
  ) {}

  /** @throws AppError `NAVIGATION_REQUIRED` and those of `AuthorizationFlow.start` */
  signIn(
    provider: string,
    signIn: PageSignIn,
    { headers }: FastifyRequest,
  ): Promise<AuthorizationRedirect> {
    assertNavigation(headers);
    return this.authorization.start(provider, headers.cookie, { kind: 'sign-in', ...signIn });
  }

  /**
   * For the signed-in person. An unreachable provider uses no proof up.
   * @throws AppError `PROOF_REQUIRED` and those of `AuthorizationFlow.start`
   */
  async link(
    showing: Showing,
    provider: string,
    cookies: string | undefined,
  ): Promise<AuthorizationRedirect> {
    const { userId, sessionId } = showing.principal;
    const purpose = { kind: 'link', userId, sessionId, page: {} } as const;
    const redirect = await this.authorization.start(provider, cookies, purpose);
    await this.proofs.consume(this.database.pool, showing, 'link_identity');
    return redirect;
  }

  /** For the signed-in person. @throws AppError those of `AuthorizationFlow.start` */
  proof(
    provider: string,
    proof: PageProof,
    { userId, sessionId }: Pick<Principal, 'userId' | 'sessionId'>,
    cookies: string | undefined,
  ): Promise<AuthorizationRedirect> {
    const purpose = { kind: 'proof', userId, sessionId, ...proof } as const;
    return this.authorization.start(provider, cookies, purpose);
  }

  /**
   * The session, or the proof, of a flow that has ended with this code.
   * @throws AppError those of `FinishFlow.trade`
   */
  trade(code: string, client: ClientInfo): Promise<SignedInDto | ProofMadeDto> {
    return this.flows.trade({ code, verifier: undefined }, undefined, client);
  }
}
