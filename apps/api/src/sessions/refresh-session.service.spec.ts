import { randomBytes } from 'node:crypto';
import type { Database } from '#libs/database';
import { newId } from '#libs/kernel';
import type { EndSessions } from './end-sessions.service.js';
import { RefreshSession } from './refresh-session.service.js';
import { RefreshTokens } from './refresh-token.js';
import type { SessionLife } from './session-life.js';
import type { RefreshableSession, Rotation, SessionsStore } from './sessions.store.js';

const client = { ip: '192.0.2.1', userAgent: null, requestId: 'r' };
const NOW = new Date('2026-01-01T00:00:00Z');
const tokens = new RefreshTokens('a-server-secret-of-more-than-32-characters');

const aSession = (changes: Partial<RefreshableSession> = {}): RefreshableSession => ({
  id: newId(),
  userId: newId(),
  secret: randomBytes(32),
  generation: 4,
  authTime: NOW,
  amr: ['pwd'],
  expiresAt: new Date('2026-01-31T00:00:00Z'),
  isLive: true,
  isInGrace: false,
  ...changes,
});

/** A store of one row; `beforeRotation` is where somebody else may be faster. */
function over(first: RefreshableSession, beforeRotation = () => undefined as unknown) {
  const world = { stored: first, ended: 0 };
  const store: Pick<SessionsStore, 'findForRefresh' | 'rotate'> = {
    findForRefresh: (_tx, id) => Promise.resolve(id === world.stored.id ? world.stored : null),
    rotate(_tx, rotation: Rotation) {
      beforeRotation();
      const { stored } = world;
      if (!stored.isLive || stored.generation !== rotation.generation) return Promise.resolve(null);
      const generation = stored.generation + (rotation.advances ? 1 : 0);
      world.stored = { ...stored, generation, isInGrace: true, expiresAt: rotation.expiresAt };
      return Promise.resolve({ expiresAt: rotation.expiresAt });
    },
  };
  const ending: Pick<EndSessions, 'endReused'> = {
    endReused() {
      world.ended += 1;
      world.stored = { ...world.stored, isLive: false };
      return Promise.resolve();
    },
  };
  const life = { now: () => NOW, idleEnd: () => first.expiresAt, graceSeconds: 10, rotates: true };
  const service = (rotates: boolean) =>
    new RefreshSession(
      { pool: {} } as unknown as Database,
      store as SessionsStore,
      tokens,
      { ...life, rotates } as unknown as SessionLife,
      ending as EndSessions,
    );
  return { world, service, refresh: (token: string) => service(true).refresh(token, client) };
}

describe('refreshing a session', () => {
  it('gives the next token for the current one', async () => {
    const session = aSession();
    const { refresh, world } = over(session);
    const opened = await refresh(tokens.make(session, 4));
    expect(opened).toMatchObject({ id: session.id, refreshToken: tokens.make(session, 5) });
    expect(world.stored.generation).toBe(5);
  });

  it('gives the same successor to who was a moment slower', async () => {
    const session = aSession();
    const { refresh, world } = over(session, () => {
      world.stored = { ...session, generation: 5, isInGrace: true };
    });
    const opened = await refresh(tokens.make(session, 4));
    expect(opened.refreshToken).toBe(tokens.make(session, 5));
    expect(world).toMatchObject({ ended: 0, stored: { generation: 5 } });
  });

  it('forgives the last token within the grace window', async () => {
    const session = aSession({ isInGrace: true });
    const { refresh, world } = over(session);
    const opened = await refresh(tokens.make(session, 3));
    expect(opened.refreshToken).toBe(tokens.make(session, 4));
    expect(world.ended).toBe(0);
  });

  it('ends the session when the last token comes after the window', async () => {
    const session = aSession({ isInGrace: false });
    const { refresh, world } = over(session);
    await expect(refresh(tokens.make(session, 3))).rejects.toMatchObject({
      code: 'REFRESH_TOKEN_REUSED',
    });
    expect(world.ended).toBe(1);
  });

  it('ends the session when an older token comes, even within the window', async () => {
    const session = aSession({ isInGrace: true });
    const { refresh, world } = over(session);
    await expect(refresh(tokens.make(session, 2))).rejects.toMatchObject({
      code: 'REFRESH_TOKEN_REUSED',
    });
    expect(world.ended).toBe(1);
  });

  it.each([
    ['a forged MAC', (s: RefreshableSession) => tokens.make({ ...s, secret: randomBytes(32) }, 3)],
    ['a generation that was never given', (s: RefreshableSession) => tokens.make(s, 5)],
    ['another session', (s: RefreshableSession) => tokens.make({ ...s, id: newId() }, 3)],
    ['rubbish', () => 'rubbish'],
  ])('counts %s as nothing', async (_what, forge) => {
    const session = aSession();
    const { refresh, world } = over(session);
    await expect(refresh(forge(session))).rejects.toMatchObject({ code: 'INVALID_REFRESH_TOKEN' });
    expect(world).toEqual({ stored: session, ended: 0 });
  });

  it('refuses an ended session without a second incident', async () => {
    const session = aSession({ isLive: false });
    const { refresh, world } = over(session);
    await expect(refresh(tokens.make(session, 4))).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    await expect(refresh(tokens.make(session, 1))).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    expect(world.ended).toBe(0);
  });

  it('refuses when the session ends while it is refreshed', async () => {
    const session = aSession();
    const { refresh, world } = over(session, () => {
      world.stored = { ...session, isLive: false };
    });
    await expect(refresh(tokens.make(session, 4))).rejects.toMatchObject({ code: 'SESSION_ENDED' });
  });

  it('keeps the token when rotation is off', async () => {
    const session = aSession();
    const { service, world } = over(session);
    const token = tokens.make(session, 4);
    for (let round = 0; round < 3; round += 1) {
      await expect(service(false).refresh(token, client)).resolves.toMatchObject({
        refreshToken: token,
      });
    }
    expect(world.stored.generation).toBe(4);
  });
});
