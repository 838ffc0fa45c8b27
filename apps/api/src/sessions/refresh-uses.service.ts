import { Inject, Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import type { ConfigOf } from '#libs/config';
import { Database } from '#libs/database';
import { Clock, equalsConstantTime } from '#libs/kernel';
import { DeviceCredentials } from './device.js';
import { RefreshTokens, type RefreshTokenParts } from './refresh-token.js';
import { sessionsConfig } from './sessions.config.js';
import { invalidRefreshToken, sessionEnded } from './sessions.errors.js';
import { RefreshesStore, type RefreshableSession } from './refreshes.store.js';

/** A refresh token as a client shows it: its generation, and the digest of the `Idempotency-Key` that comes with it. */
export interface ShownToken {
  readonly generation: number;
  readonly keyDigest: Buffer | null;
}

/**
 * What a use of a refresh token is. `current`: the next one is due. `ahead`: it was given after what the database
 * holds, so the database was rolled back. `grace`, `key`, `device`: a retry, which gets the same successor for the
 * time or the proof named. `takeover`: the session's own device asks again for what a client without proof was given.
 */
export type TokenUse = 'current' | 'ahead' | 'grace' | 'key' | 'device' | 'takeover' | 'reused';

/** What came with a refresh token. */
export interface RefreshProofs {
  readonly client: ClientInfo;
  /** A retry proves itself by showing the same key. */
  readonly idempotencyKey: string | null;
  /** The requested target of the access token (RFC 8707); without it the target of the session. */
  readonly resource?: unknown;
}

/** A use of a refresh token with a valid MAC, of a session that is live. */
export interface RefreshUse {
  readonly session: RefreshableSession;
  readonly shown: ShownToken;
  readonly use: TokenUse;
  readonly client: ClientInfo;
}

/** Reads the session of a refresh token and judges the use of it. Changes nothing. */
@Injectable()
export class RefreshUses {
  constructor(
    private readonly database: Database,
    private readonly store: RefreshesStore,
    private readonly tokens: RefreshTokens,
    private readonly clock: Clock,
    @Inject(sessionsConfig.KEY) private readonly config: ConfigOf<typeof sessionsConfig>,
    private readonly devices: DeviceCredentials,
  ) {}

  /**
   * A caller who cannot make a token's MAC learns nothing.
   * @throws AppError `INVALID_REFRESH_TOKEN` or `SESSION_ENDED`
   */
  async judge(parts: RefreshTokenParts, proofs: RefreshProofs): Promise<RefreshUse> {
    const { client } = proofs;
    const { generation } = parts;
    const session = await this.find(parts.sessionId, client);
    if (!session || !this.tokens.isOurs(parts, session.secret)) throw invalidRefreshToken();
    if (!session.isLive) {
      const successor = await this.findUnusedSuccessor(session, generation, client);
      if (!successor) throw sessionEnded();
      return { session: successor, shown: { generation, keyDigest: null }, use: 'device', client };
    }
    const shown = this.shownBy(session.secret, generation, proofs);
    return { session, shown, use: judgeUse(session, shown), client };
  }

  /** A token of the session with this secret as its client shows it. */
  shownBy(secret: Buffer, generation: number, { idempotencyKey }: RefreshProofs): ShownToken {
    const keyDigest =
      idempotencyKey === null ? null : this.tokens.digestOfKey(secret, generation, idempotencyKey);
    return { generation, keyDigest };
  }

  private find(id: string, client: ClientInfo): Promise<RefreshableSession | null> {
    return this.store.findForRefresh(this.database.pool, {
      id,
      now: this.clock.now(),
      graceSeconds: this.config.graceSeconds,
      deviceHash: this.devices.read(client.device?.shown)?.hash ?? null,
    });
  }

  /** What the session's own device was given in its place, if that answer may have been lost. */
  private async findUnusedSuccessor(
    { succeededBy, isOwnDevice, deviceGeneration }: RefreshableSession,
    generation: number,
    client: ClientInfo,
  ): Promise<RefreshableSession | null> {
    if (succeededBy === null || !isOwnDevice || deviceGeneration !== generation) return null;
    const successor = await this.find(succeededBy, client);
    return successor?.isLive && successor.generation === 0 ? successor : null;
  }
}

/** Judges the use of a refresh token with a valid MAC, of a session that is live. */
export function judgeUse(session: RefreshableSession, shown: ShownToken): TokenUse {
  const { generation, isOwnDevice, deviceGeneration } = session;
  if (shown.generation === generation) return 'current';
  if (shown.generation > generation) return 'ahead';
  // A token whose successor has been used is never a retry, with any proof.
  if (shown.generation !== generation - 1) return 'reused';
  if (isSameKey(session, shown)) return 'key';
  if (isOwnDevice && deviceGeneration === shown.generation) return 'device';
  if (session.isInGrace) return 'grace';
  return isOwnDevice ? 'takeover' : 'reused';
}

function isSameKey({ rotationKey }: RefreshableSession, { keyDigest }: ShownToken): boolean {
  return rotationKey !== null && keyDigest !== null && equalsConstantTime(rotationKey, keyDigest);
}
