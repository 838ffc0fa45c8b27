import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ClientInfo, Principal, ProofPurpose } from '#libs/access';
import type { ProofMadeDto, SignedInDto } from '#api/auth';
import { Database } from '#libs/database';
import { AppError, isAppError } from '#libs/kernel';
import { FreshProofs, type Showing } from '#api/users/proofs';
import { FinishFlow } from '../finish-flow.service.js';
import { assertNavigation } from '../flow/assert-navigation.js';
import {
  AuthorizationFlow,
  type AuthorizationRedirect,
} from '../flow/authorization-flow.service.js';
import type { ArrivedFlow, PageFields } from '../flow/flow.js';
import { Arrivals } from './arrivals.service.js';

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

/** Begins the flows of the pages of this server, and takes their ends, which `Arrivals` hands over to the page. */
@Injectable()
export class PageFlows {
  constructor(
    private readonly authorization: AuthorizationFlow,
    private readonly flows: FinishFlow,
    private readonly arrivals: Arrivals,
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
   * What a flow of this browser has ended with: the session, the proof, or `null` for a provider that is linked. It is used up;
   * a refusal stays for another look at the page.
   * @throws AppError those of the callback and of `FinishFlow.trade`
   */
  async take(
    flow: ArrivedFlow,
    reply: FastifyReply,
    client: ClientInfo,
  ): Promise<SignedInDto | ProofMadeDto | null> {
    const { arrival } = flow;
    if (arrival.kind === 'refused') throw new AppError(arrival.code, { detail: arrival.detail });
    const ended =
      arrival.kind === 'linked' ? null : await this.trade(arrival.code, flow, reply, client);
    this.arrivals.clear(reply, flow);
    return ended;
  }

  private async trade(
    code: string,
    flow: ArrivedFlow,
    reply: FastifyReply,
    client: ClientInfo,
  ): Promise<SignedInDto | ProofMadeDto> {
    try {
      return await this.flows.trade({ code, verifier: undefined }, undefined, client);
    } catch (error) {
      if (isAppError(error) && !isForNow(error)) this.arrivals.noteRefusal(reply, flow, error);
      throw error;
    }
  }
}

const TOO_MANY = 429;
const SERVER_ERRORS = 500;

/** The code is not used up: the same address may succeed later. */
const isForNow = ({ entry: { status } }: AppError) =>
  status === TOO_MANY || status >= SERVER_ERRORS;
