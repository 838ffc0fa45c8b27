import { Injectable } from '@nestjs/common';
import { DeviceCredentialPort, type ClientInfo } from '#libs/access';
import { Database, type Tx } from '#libs/database';
import { AppError } from '#libs/kernel';
import { toSeenFrom } from './device.js';
import { EndSessions } from './end-sessions.service.js';
import { judgeUse, type TokenUse } from './judge-use.js';
import { parseRefreshToken, RefreshTokens, type RefreshTokenParts } from './refresh-token.js';
import { RefreshWitness } from './refresh-witness.service.js';
import { SessionLife } from './session-life.js';
import { invalidRefreshToken, refreshTokenReused, sessionEnded } from './sessions.errors.js';
import { SessionsStore, type RefreshableSession } from './sessions.store.js';
import type { OpenSession } from './start-session.service.js';

/** A rotation that is lost to another shows its winner's generation; each loss brings the row nearer to what was shown. */
const ATTEMPTS = 5;

/** A refresh token and what came with it. */
export interface RefreshAsk {
  readonly token: string;
  readonly client: ClientInfo;
  /** By which a retry with the same one proves that it is one. */
  readonly idempotencyKey: string | null;
}

/** An ask of a session of ours, read and judged. */
interface KnownAsk {
  readonly session: RefreshableSession;
  readonly shown: { readonly generation: number; readonly keyDigest: Buffer | null };
  readonly use: TokenUse;
  readonly client: ClientInfo;
}

/**
 * Exchanges refresh tokens. Of many uses of one token, on any number of instances, one rotates; the others
 * get the same successor within the grace window, or for as long as it is unused when they prove to be the same client,
 * and end the session otherwise.
 */
@Injectable()
export class RefreshSession {
  constructor(
    private readonly database: Database,
    private readonly store: SessionsStore,
    private readonly tokens: RefreshTokens,
    private readonly life: SessionLife,
    private readonly sessions: EndSessions,
    private readonly devices: DeviceCredentialPort,
    private readonly witness: RefreshWitness,
  ) {}

  /** @throws AppError `INVALID_REFRESH_TOKEN`, `REFRESH_TOKEN_REUSED`, `SESSION_ENDED` or `SERVICE_UNAVAILABLE` */
  async refresh(ask: RefreshAsk): Promise<OpenSession> {
    const parts = parseRefreshToken(ask.token);
    if (!parts) throw invalidRefreshToken();
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const opened = await this.answer(await this.recognise(parts, ask));
      if (opened) return opened;
    }
    throw new AppError('SERVICE_UNAVAILABLE', {
      detail: 'The session is being refreshed by too many at once. Try again with the same token.',
      retryAfterSeconds: 1,
    });
  }

  /** Who cannot make a token's MAC learns nothing and changes nothing. */
  private async recognise(parts: RefreshTokenParts, ask: RefreshAsk): Promise<KnownAsk> {
    const { client, idempotencyKey } = ask;
    const session = await this.store.findForRefresh(this.database.pool, {
      id: parts.sessionId,
      now: this.life.now(),
      graceSeconds: this.life.graceSeconds,
      deviceHash: this.devices.hashOf(client.device?.shown),
    });
    if (!session || !this.tokens.isOurs(parts, session.secret)) throw invalidRefreshToken();
    if (!session.isLive) throw sessionEnded();
    const { generation } = parts;
    const keyDigest =
      idempotencyKey === null
        ? null
        : this.tokens.digestOfKey(session.secret, generation, idempotencyKey);
    const shown = { generation, keyDigest };
    return { session, shown, use: judgeUse(session, shown), client };
  }

  /** `null` when another use was faster, or the session has just ended. */
  private async answer(known: KnownAsk): Promise<OpenSession | null> {
    const { session, shown, use, client } = known;
    switch (use) {
      case 'current':
        return this.advance(this.database.pool, known);
      case 'ahead':
        return this.goOn(known);
      case 'takeover': {
        const opened = await this.advance(this.database.pool, known);
        if (opened) this.witness.forgave(use);
        return opened;
      }
      case 'grace':
      case 'key':
      case 'device':
        this.witness.forgave(use);
        return this.open(session, session);
      case 'reused':
        await this.sessions.endReused(session, shown.generation, client);
        throw refreshTokenReused();
    }
  }

  /** The database was rolled back: the session goes on from what its client holds, and the trail says so. */
  private goOn(known: KnownAsk): Promise<OpenSession | null> {
    const { session, shown, client } = known;
    return this.witness.recordRollback({ session, shown, client }, (tx) => this.advance(tx, known));
  }

  private async advance(tx: Tx, known: KnownAsk): Promise<OpenSession | null> {
    const { session, shown, use, client } = known;
    const now = this.life.now();
    const next = this.nextOf(known);
    const rotated = await this.store.rotate(tx, {
      id: session.id,
      generation: session.generation,
      next,
      now,
      expiresAt: this.life.idleEnd(now),
      rotationKey: shown.keyDigest,
      deviceGeneration: session.isOwnDevice ? shown.generation : null,
      takenOverGeneration: use === 'takeover' ? next : null,
      ...toSeenFrom(client),
    });
    return rotated && this.open(session, { generation: next, expiresAt: rotated.expiresAt });
  }

  private nextOf({ session, shown, use }: KnownAsk): number {
    if (use === 'takeover') return session.generation + 1;
    return shown.generation + (this.life.rotates ? 1 : 0);
  }

  private open(
    session: RefreshableSession,
    { generation, expiresAt }: Pick<RefreshableSession, 'generation' | 'expiresAt'>,
  ): OpenSession {
    const { id, userId, authTime, amr } = session;
    const refreshToken = this.tokens.make(session, generation);
    return { id, userId, authTime, amr, expiresAt, refreshToken };
  }
}
