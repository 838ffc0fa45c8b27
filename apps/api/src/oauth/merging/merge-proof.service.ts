import { Inject, Injectable } from '@nestjs/common';
import { AccessTokenPort, type Principal } from '#libs/access';
import { coreConfig, type ConfigOf } from '#libs/config';
import { Clock, deriveKey, equalsConstantTime, hmacSha256 } from '#libs/kernel';
import { invalidMerge, mergeChanged } from '../oauth.errors.js';
import type { Merge } from './merge.js';

const RECENT_SECONDS = 600;

/** That both accounts are of who asks, and that what happens is what was shown. */
@Injectable()
export class MergeProof {
  private readonly key: Buffer;

  constructor(
    private readonly tokens: AccessTokenPort,
    private readonly clock: Clock,
    @Inject(coreConfig.KEY) core: ConfigOf<typeof coreConfig>,
  ) {
    if (core.secretKey === undefined) throw new Error('SECRET_KEY is not known');
    this.key = deriveKey(core.secretKey, 'merge-confirmation');
  }

  /**
   * Whose token it is: alive, of another account, from a recent sign-in.
   * @throws AppError `INVALID_MERGE`
   */
  async getOther(principal: Principal, token: string): Promise<Principal> {
    const other = await this.tokens.authenticate(token).catch((cause: unknown) => {
      throw invalidMerge('The access token of the second account is not valid', cause);
    });
    if (other.userId === principal.userId) throw invalidMerge('That is the same account');
    if (other.authTime < this.clock.nowSeconds() - RECENT_SECONDS) {
      throw invalidMerge('Sign in to the second account again: its sign-in is too long ago');
    }
    return other;
  }

  /** Bound to both sessions and to all that would move. */
  confirmation(merge: Merge, sessions: readonly string[]): string {
    const parts = [
      ...sessions,
      merge.kept.id,
      merge.ended.id,
      ...merge.identities.map(({ id }) => id),
      ...merge.roles.map(({ serviceId, roleId }) => `${serviceId}:${roleId}`),
    ];
    return hmacSha256(this.key, JSON.stringify(parts)).toString('base64url');
  }

  /** @throws AppError `MERGE_CHANGED` */
  assertConfirmed(shown: string, expected: string): void {
    if (!equalsConstantTime(Buffer.from(shown), Buffer.from(expected))) throw mergeChanged();
  }
}
