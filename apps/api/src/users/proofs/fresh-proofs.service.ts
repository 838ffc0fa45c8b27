import { Inject, Injectable } from '@nestjs/common';
import { stepUpHeaders, type ClientInfo, type Principal, type ProofPurpose } from '#libs/access';
import type { ConfigOf } from '#libs/config';
import type { Tx } from '#libs/database';
import { Clock, randomToken, sha256, AppError } from '#libs/kernel';
import { FreshProofsStore, type ProofRequest, type ShownProof } from './fresh-proofs.store.js';
import { ProofMethods, type AvailableMethods } from './proof-methods.service.js';
import { proofsConfig } from './proofs.config.js';

const BY_PASSWORD = 'POST /api/auth/proofs {"purpose", "password"}';
const BY_PROVIDER = 'POST /api/auth/proofs/{provider} {"purpose"}';

const BY_FACTOR = 'POST /api/auth/proofs {"purpose", "type", "code" or "response"}';

function howTo({ byPassword, byProviders, byFactors }: AvailableMethods): string {
  if (byFactors.length > 0) return `make one with ${BY_FACTOR}`;
  if (byPassword) return `make one with ${BY_PASSWORD}`;
  if (byProviders.length > 0) return `make one with ${BY_PROVIDER}`;
  return 'set a password by "Forgot your password?" first, and then make one with it';
}

/**
 * RFC 9470: the token is valid, but the act needs a fresh proof of identity. The answer is the same for a missing, expired or
 * used proof, and for one of another purpose, session or account.
 */
export const proofRequired = (purpose: ProofPurpose, methods: AvailableMethods) =>
  new AppError('PROOF_REQUIRED', {
    detail: `This wants a fresh proof that it is you, for the purpose ${purpose}: ${howTo(methods)}, and send it as the header Gatehouse-Proof. A proof is good once, for five minutes.`,
    params: {
      purpose,
      by_password: methods.byPassword,
      by_providers: methods.byProviders,
      by_factors: methods.byFactors,
    },
    headers: stepUpHeaders({ description: `A fresh proof for the purpose ${purpose} is required` }),
  });

export const PROOF_SECONDS = 300;
const PROOF = /^[A-Za-z0-9_-]{43}$/;
/** Longer than the clocks of instances may differ. */
const KEPT_LONGER_MS = 3_600_000;

/** The session and the client of the request that has a proof. */
export interface Showing {
  readonly principal: Pick<Principal, 'userId' | 'sessionId'>;
  readonly client: ClientInfo;
}

/**
 * Proofs of identity for one purpose: 256 random bits, stored as a hash, valid once within `PROOF_SECONDS`, in the session
 * that they were made in. An access token, which every service receives, is no proof.
 */
@Injectable()
export class FreshProofs {
  constructor(
    private readonly store: FreshProofsStore,
    private readonly methods: ProofMethods,
    private readonly clock: Clock,
    @Inject(proofsConfig.KEY) private readonly config: ConfigOf<typeof proofsConfig>,
  ) {}

  /** Whether minting and rotating application tokens and granting require a proof. */
  get areForAdministration(): boolean {
    return this.config.forAdministration;
  }

  /** `null` when the session has ended or the account is not active. The caller has locked the account. */
  async issue(tx: Tx, request: ProofRequest): Promise<string | null> {
    const proof = randomToken();
    const createdAt = this.clock.now();
    const expiresAt = new Date(createdAt.getTime() + PROOF_SECONDS * 1000);
    const row = { ...request, secretHash: sha256(proof), createdAt, expiresAt };
    return (await this.store.replace(tx, row)) ? proof : null;
  }

  /**
   * Uses up the proof of the request, in the transaction of the act: a rollback leaves it usable.
   * @throws AppError `PROOF_REQUIRED` when it is missing, used, or of another account, session or purpose
   */
  async consume(tx: Tx, showing: Showing, purpose: ProofPurpose): Promise<void> {
    const { userId } = showing.principal;
    const shown = this.shownBy(showing, purpose, { proof: showing.client.proof, userId });
    if (shown !== null && (await this.store.consume(tx, shown)) !== null) return;
    throw proofRequired(purpose, await this.methods.of(tx, userId));
  }

  /**
   * As `consume`, without using the proof up: before expensive work for the act.
   * @throws AppError `PROOF_REQUIRED`
   */
  async assertShown(tx: Tx, showing: Showing, purpose: ProofPurpose): Promise<void> {
    const { userId } = showing.principal;
    const shown = this.shownBy(showing, purpose, { proof: showing.client.proof, userId });
    if (shown !== null && (await this.store.find(tx, shown)) !== null) return;
    throw proofRequired(purpose, await this.methods.of(tx, userId));
  }

  /** The account of a proof that was made in this session; `null` when it is not valid. Uses nothing up. */
  async findOwner(
    tx: Tx,
    showing: Showing,
    purpose: ProofPurpose,
    proof: string,
  ): Promise<string | null> {
    const shown = this.shownBy(showing, purpose, { proof, userId: null });
    return shown && this.store.find(tx, shown);
  }

  /** Uses up a proof of this account that was made in this session; `false` when it is not valid. */
  async consumeOf(
    tx: Tx,
    showing: Showing,
    purpose: ProofPurpose,
    of: { readonly proof: string; readonly userId: string },
  ): Promise<boolean> {
    const shown = this.shownBy(showing, purpose, of);
    return shown !== null && (await this.store.consume(tx, shown)) !== null;
  }

  /** Deletes all proofs of the account, in every session. The caller has locked the account. */
  withdraw(tx: Tx, userId: string): Promise<void> {
    return this.store.deleteOf(tx, userId);
  }

  purgeExpired(tx: Tx, limit: number): Promise<number> {
    return this.store.deleteExpired(tx, new Date(this.clock.nowMs() - KEPT_LONGER_MS), limit);
  }

  private shownBy(
    { principal: { sessionId } }: Showing,
    purpose: ProofPurpose,
    { proof, userId }: { readonly proof: string | undefined; readonly userId: string | null },
  ): ShownProof | null {
    if (proof === undefined || !PROOF.test(proof)) return null;
    return { secretHash: sha256(proof), sessionId, purpose, userId, now: this.clock.now() };
  }
}
