import { Injectable } from '@nestjs/common';
import { DeviceCredentialPort, type ClientInfo } from '#libs/access';
import { Database } from '#libs/database';
import { judgeUse, type ShownToken, type TokenUse } from './judge-use.js';
import { RefreshTokens, type RefreshTokenParts } from './refresh-token.js';
import { SessionLife } from './session-life.js';
import { invalidRefreshToken, sessionEnded } from './sessions.errors.js';
import { RefreshesStore, type RefreshableSession } from './refreshes.store.js';

/** What came with a refresh token. */
export interface RefreshProofs {
  readonly client: ClientInfo;
  /** By which a retry with the same one proves that it is one. */
  readonly idempotencyKey: string | null;
  /** For whom the access token shall be (RFC 8707), as it was asked for; without it for whom the session was begun. */
  readonly resource?: unknown;
}

/** A use of a token of ours, of a session that is alive. */
export interface RecognisedUse {
  readonly session: RefreshableSession;
  readonly shown: ShownToken;
  readonly use: TokenUse;
  readonly client: ClientInfo;
}

/** Reads the session of a refresh token and judges the use of it. Changes nothing. */
@Injectable()
export class RefreshRecognition {
  constructor(
    private readonly database: Database,
    private readonly store: RefreshesStore,
    private readonly tokens: RefreshTokens,
    private readonly life: SessionLife,
    private readonly devices: DeviceCredentialPort,
  ) {}

  /**
   * A caller who cannot make a token's MAC learns nothing.
   * @throws AppError `INVALID_REFRESH_TOKEN` or `SESSION_ENDED`
   */
  async recognise(parts: RefreshTokenParts, proofs: RefreshProofs): Promise<RecognisedUse> {
    const { client, idempotencyKey } = proofs;
    const { generation } = parts;
    const session = await this.find(parts.sessionId, client);
    if (!session || !this.tokens.isOurs(parts, session.secret)) throw invalidRefreshToken();
    if (!session.isLive) {
      const successor = await this.findUnusedSuccessor(session, generation, client);
      if (!successor) throw sessionEnded();
      return { session: successor, shown: { generation, keyDigest: null }, use: 'device', client };
    }
    const digestOf = (key: string) => this.tokens.digestOfKey(session.secret, generation, key);
    const shown = {
      generation,
      keyDigest: idempotencyKey === null ? null : digestOf(idempotencyKey),
    };
    return { session, shown, use: judgeUse(session, shown), client };
  }

  private find(id: string, client: ClientInfo): Promise<RefreshableSession | null> {
    return this.store.findForRefresh(this.database.pool, {
      id,
      now: this.life.now(),
      graceSeconds: this.life.graceSeconds,
      deviceHash: this.devices.hashOf(client.device?.shown),
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
