import { Inject, Injectable } from '@nestjs/common';
import { coreConfig, serverSecretOf, type ConfigOf } from '#libs/config';
import { Database, type Tx } from '#libs/database';
import { deriveKey, equalsConstantTime, hmacSha256 } from '#libs/kernel';
import { FreshProofs, type Showing } from '#api/users/proofs';
import { invalidMerge, mergeChanged, tokenIsNoProof } from './merge.errors.js';
import type { Merge, MergeRequest } from './merge.js';

const NO_PROOF =
  'other_proof must be a proof of the other account, made in this session for the purpose merge at most five minutes ago: POST /api/auth/proofs {"purpose": "merge", "email", "password"} of that account, or POST /api/auth/proofs/{provider} {"purpose": "merge"}';

/** The second account and its proof. */
export interface OtherAccount {
  readonly userId: string;
  readonly proof: string;
}

/** Checks that both accounts are the caller's, and that the merge is equal to its preview. */
@Injectable()
export class MergeProof {
  private readonly key: Buffer;

  constructor(
    private readonly database: Database,
    private readonly proofs: FreshProofs,
    @Inject(coreConfig.KEY) core: ConfigOf<typeof coreConfig>,
  ) {
    this.key = deriveKey(serverSecretOf(core), 'merge-confirmation');
  }

  /**
   * The second account. Nothing is used up.
   * @throws AppError `PROOF_REQUIRED` of the caller's own account, `INVALID_MERGE`
   */
  async getOther(request: MergeRequest): Promise<OtherAccount> {
    const { principal, client, otherProof: proof, otherToken } = request;
    if (otherToken !== undefined) throw tokenIsNoProof();
    const { pool } = this.database;
    await this.proofs.assertShown(pool, request, 'merge');
    if (typeof proof !== 'string') throw invalidMerge(NO_PROOF);
    const userId = await this.proofs.findOwner(pool, { principal, client }, 'merge', proof);
    if (userId === null) throw invalidMerge(NO_PROOF);
    if (userId === principal.userId) throw invalidMerge('That is the same account');
    return { userId, proof };
  }

  /**
   * Uses both proofs up, in the transaction of the merge.
   * @throws AppError `PROOF_REQUIRED`, `INVALID_MERGE`
   */
  async consume(tx: Tx, showing: Showing, other: OtherAccount): Promise<void> {
    await this.proofs.consume(tx, showing, 'merge');
    const isProved = await this.proofs.consumeOf(tx, showing, 'merge', other);
    if (!isProved) throw invalidMerge(NO_PROOF);
  }

  /** A MAC of the session and of all that would be moved. */
  confirmation(merge: Merge, sessionId: string): string {
    const parts = [
      sessionId,
      merge.kept.id,
      merge.ended.id,
      ...merge.identities.map(({ id }) => id),
      ...merge.roles.map(({ serviceId, roleId }) => `${serviceId}:${roleId}`),
      ...unitParts(merge.units),
    ];
    return hmacSha256(this.key, JSON.stringify(parts)).toString('base64url');
  }

  /** @throws AppError `MERGE_CHANGED` */
  assertConfirmed(shown: string, expected: string): void {
    if (!equalsConstantTime(Buffer.from(shown), Buffer.from(expected))) throw mergeChanged();
  }
}

/** Names what each is, so that no other merge has the same parts. */
const unitParts = ({ memberships, owned, roles }: Merge['units']): string[] => [
  ...memberships.map(({ unitId }) => `member:${unitId}`),
  ...owned.map((id) => `owner:${id}`),
  ...roles.map(({ unitId, roleId }) => `at:${unitId}:${roleId}`),
];
