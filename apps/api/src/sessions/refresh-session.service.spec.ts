import { randomBytes } from 'node:crypto';
import type { Database } from '#libs/database';
import { newId, type Clock } from '#libs/kernel';
import type { TokenTargets } from '#api/services';
import type { DeviceCredentials } from './device.js';
import type { RefreshIncidents } from './refresh-incidents.service.js';
import { RefreshSession } from './refresh-session.service.js';
import { RefreshTokens } from './refresh-token.js';
import { RefreshUses } from './refresh-uses.service.js';
import type { RefreshableSession, RefreshesStore, Rotation } from './refreshes.store.js';
import { RememberedSessions } from './remembered-sessions.js';
import { Rotations } from './rotations.service.js';

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
  isOwnDevice: false,
  rotationKey: null,
  deviceGeneration: null,
  succeededBy: null,
  resourceId: null,
  ...changes,
});

/** A store of one row; `beforeRotation` runs before each rotation, as another use of the token would. */
function over(first: RefreshableSession, beforeRotation = () => undefined as unknown) {
  const world = {
    stored: first,
    ended: 0,
    forgiven: [] as string[],
    rolledBack: 0,
    takenOver: 0,
    statements: 0,
  };
  /** Ended in favour of `stored`. */
  let past: RefreshableSession | null = null;
  const store: Pick<RefreshesStore, 'findForRefresh' | 'rotate' | 'noteDevice'> = {
    findForRefresh(_tx, { id }) {
      world.statements += 1;
      return Promise.resolve([world.stored, past].find((session) => session?.id === id) ?? null);
    },
    noteDevice(_tx, _id, generation) {
      world.stored = { ...world.stored, deviceGeneration: generation - 1 };
      return Promise.resolve();
    },
    rotate(_tx, rotation: Rotation) {
      world.statements += 1;
      beforeRotation();
      const { stored } = world;
      if (!stored.isLive || stored.generation !== rotation.generation) return Promise.resolve(null);
      const { next: generation, expiresAt, rotationKey, shown } = rotation;
      world.stored = { ...stored, expiresAt };
      if (generation > stored.generation) {
        const deviceGeneration = stored.isOwnDevice ? shown : null;
        const kept = { rotationKey, deviceGeneration, generation, isInGrace: true };
        world.stored = { ...world.stored, ...kept };
      }
      const { authTime, amr } = stored;
      return Promise.resolve({ expiresAt: rotation.expiresAt, authTime, amr });
    },
  };
  const incidents: Pick<
    RefreshIncidents,
    'countForgiven' | 'endReused' | 'recordRollback' | 'takeOver'
  > = {
    endReused() {
      world.ended += 1;
      world.stored = { ...world.stored, isLive: false };
      return Promise.resolve();
    },
    takeOver({ session, shown }) {
      world.takenOver += 1;
      const successor = aSession({ generation: 0, isOwnDevice: true });
      const noted = { succeededBy: successor.id, deviceGeneration: shown.generation };
      past = { ...session, ...noted, isLive: false };
      world.stored = successor;
      return Promise.resolve(successor);
    },
    countForgiven: (reason) => void world.forgiven.push(reason),
    async recordRollback(_rollback, refreshIn) {
      const opened = await refreshIn({} as never);
      if (opened !== null) world.rolledBack += 1;
      return opened;
    },
  };
  const clock = { now: () => NOW } as Clock;
  const config = { idleSeconds: 2_592_000, maxSeconds: 0, limitPerUser: 0, graceSeconds: 10 };
  const database = { pool: {} } as unknown as Database;
  const targets = { findById: () => Promise.resolve({ service: null }) } as unknown as TokenTargets;
  const devices = { read: () => null } as unknown as DeviceCredentials;
  const remembered = new RememberedSessions();
  const service = (rotation: boolean) => {
    const settings = { ...config, rotation };
    const rows = store as RefreshesStore;
    return new RefreshSession(
      database,
      rows,
      tokens,
      remembered,
      new Rotations(database, rows, tokens, clock, settings, devices, remembered),
      new RefreshUses(database, rows, tokens, clock, settings, devices),
      incidents as RefreshIncidents,
      targets,
    );
  };
  const refresh = async (token: string, idempotencyKey: string | null = null, rotates = true) =>
    (await service(rotates).refresh(token, { client, idempotencyKey })).session;
  return { world, refresh };
}

describe('refreshing a session', () => {
  it('a refresh with the current token gives the next one', async () => {
    const session = aSession();
    const { refresh, world } = over(session);
    const opened = await refresh(tokens.make(session, 4));
    expect(opened).toMatchObject({ id: session.id, refreshToken: tokens.make(session, 5) });
    expect(world.stored.generation).toBe(5);
  });

  it('a refresh that loses to another use of its token gets the same successor', async () => {
    const session = aSession();
    const { refresh, world } = over(session, () => {
      world.stored = { ...session, generation: 5, isInGrace: true };
    });
    const opened = await refresh(tokens.make(session, 4));
    expect(opened.refreshToken).toBe(tokens.make(session, 5));
    expect(world).toMatchObject({ ended: 0, stored: { generation: 5 } });
  });

  it('a refresh with the last token within the grace window gets the same successor', async () => {
    const session = aSession({ isInGrace: true });
    const { refresh, world } = over(session);
    const opened = await refresh(tokens.make(session, 3));
    expect(opened.refreshToken).toBe(tokens.make(session, 4));
    expect(world.ended).toBe(0);
  });

  it('a refresh with the last token after the grace window ends the session', async () => {
    const session = aSession({ isInGrace: false });
    const { refresh, world } = over(session);
    await expect(refresh(tokens.make(session, 3))).rejects.toMatchObject({
      code: 'REFRESH_TOKEN_REUSED',
    });
    expect(world.ended).toBe(1);
  });

  it('a refresh with an older token ends the session, even within the grace window', async () => {
    const session = aSession({ isInGrace: true });
    const { refresh, world } = over(session);
    await expect(refresh(tokens.make(session, 2))).rejects.toMatchObject({
      code: 'REFRESH_TOKEN_REUSED',
    });
    expect(world.ended).toBe(1);
  });

  it.each([
    ['a forged MAC', (s: RefreshableSession) => tokens.make({ ...s, secret: randomBytes(32) }, 3)],
    ['another session', (s: RefreshableSession) => tokens.make({ ...s, id: newId() }, 3)],
    ['rubbish', () => 'rubbish'],
  ])('a refresh with %s is refused without a change', async (_what, forge) => {
    const session = aSession();
    const { refresh, world } = over(session);
    await expect(refresh(forge(session))).rejects.toMatchObject({ code: 'INVALID_REFRESH_TOKEN' });
    expect(world).toMatchObject({ stored: session, ended: 0, rolledBack: 0 });
  });

  it('a refresh of a remembered session costs one statement, and the first one two', async () => {
    const session = aSession();
    const { refresh, world } = over(session);
    let { refreshToken } = await refresh(tokens.make(session, 4));
    expect(world.statements).toBe(2);
    for (let statements = 3; statements <= 5; statements += 1) {
      ({ refreshToken } = await refresh(refreshToken));
      expect(world.statements).toBe(statements);
    }
    expect(refreshToken).toBe(tokens.make(session, 8));
  });

  it('a forged token of a remembered session is refused without a statement', async () => {
    const session = aSession();
    const { refresh, world } = over(session);
    await refresh(tokens.make(session, 4));
    const before = { ...world };
    for (const generation of [4, 5, 6]) {
      const forged = tokens.make({ ...session, secret: randomBytes(32) }, generation);
      await expect(refresh(forged)).rejects.toMatchObject({ code: 'INVALID_REFRESH_TOKEN' });
    }
    expect(world).toEqual(before);
  });

  it('a refresh of a remembered session that has ended since is refused', async () => {
    const session = aSession();
    const { refresh, world } = over(session);
    const { refreshToken } = await refresh(tokens.make(session, 4));
    world.stored = { ...world.stored, isLive: false };
    await expect(refresh(refreshToken)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
  });

  it('a refresh of an ended session is refused without a second incident', async () => {
    const session = aSession({ isLive: false });
    const { refresh, world } = over(session);
    await expect(refresh(tokens.make(session, 4))).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    await expect(refresh(tokens.make(session, 1))).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    expect(world.ended).toBe(0);
  });

  it('a refresh is refused when the session ends meanwhile', async () => {
    const session = aSession();
    const { refresh, world } = over(session, () => {
      world.stored = { ...session, isLive: false };
    });
    await expect(refresh(tokens.make(session, 4))).rejects.toMatchObject({ code: 'SESSION_ENDED' });
  });

  it('a refresh keeps the token when rotation is off', async () => {
    const session = aSession();
    const { refresh, world } = over(session);
    const token = tokens.make(session, 4);
    for (let round = 0; round < 3; round += 1) {
      await expect(refresh(token, null, false)).resolves.toMatchObject({
        refreshToken: token,
      });
    }
    expect(world.stored.generation).toBe(4);
  });

  describe('after an answer was lost, when the grace window is over', () => {
    const late = (refreshed: RefreshableSession) => ({ ...refreshed, isInGrace: false });

    it('a retry with the key of the first try gets the same successor until that is used', async () => {
      const session = aSession();
      const { refresh, world } = over(session);
      await refresh(tokens.make(session, 4), 'first-try');
      world.stored = late(world.stored);
      for (let retry = 0; retry < 3; retry += 1) {
        const { refreshToken } = await refresh(tokens.make(session, 4), 'first-try');
        expect(refreshToken).toBe(tokens.make(session, 5));
      }
      await refresh(tokens.make(session, 5), 'second-try');
      await expect(refresh(tokens.make(session, 4), 'first-try')).rejects.toMatchObject({
        code: 'REFRESH_TOKEN_REUSED',
      });
      expect(world).toMatchObject({ ended: 1, forgiven: ['key', 'key', 'key'] });
    });

    it.each([
      ['another key', 'first-try', 'other-try'],
      ['the key in other case', 'first-try', 'First-Try'],
      ['a part of the key', 'first-try', 'first-tr'],
      ['no key', 'first-try', null],
      ['a key that the first try did not have', null, 'first-try'],
    ])('a retry ends the session with %s', async (_what, first, second) => {
      const session = aSession();
      const { refresh, world } = over(session);
      await refresh(tokens.make(session, 4), first);
      world.stored = late(world.stored);
      await expect(refresh(tokens.make(session, 4), second)).rejects.toMatchObject({
        code: 'REFRESH_TOKEN_REUSED',
      });
      expect(world.ended).toBe(1);
    });

    it('a retry with the key of another rotation ends the session', async () => {
      const session = aSession();
      const { refresh, world } = over(session);
      await refresh(tokens.make(session, 4), 'always-the-same');
      // A release that does not know keys rotates: it leaves the old one where it is.
      world.stored = late({ ...world.stored, generation: 6 });
      await expect(refresh(tokens.make(session, 5), 'always-the-same')).rejects.toMatchObject({
        code: 'REFRESH_TOKEN_REUSED',
      });
    });

    it('a retry from the device of the first try gets the same successor', async () => {
      const session = aSession({ isOwnDevice: true });
      const { refresh, world } = over(session);
      await refresh(tokens.make(session, 4));
      world.stored = late(world.stored);
      const { refreshToken } = await refresh(tokens.make(session, 4));
      expect(refreshToken).toBe(tokens.make(session, 5));
      expect(world).toMatchObject({ ended: 0, forgiven: ['device'] });
    });

    it('the device of the session gets a new session when a client without proof was faster', async () => {
      const session = aSession();
      const { refresh, world } = over(session);
      const othersToken = (await refresh(tokens.make(session, 4))).refreshToken;
      world.stored = { ...late(world.stored), isOwnDevice: true };
      const own = await refresh(tokens.make(session, 4));
      expect(own.id).not.toBe(session.id);
      await expect(refresh(othersToken)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
      expect(world).toMatchObject({ takenOver: 1, stored: { isLive: true } });
    });

    it('the device of the session gets its new session again until that is used', async () => {
      const session = aSession();
      const { refresh, world } = over(session);
      await refresh(tokens.make(session, 4));
      world.stored = { ...late(world.stored), isOwnDevice: true };
      const own = await refresh(tokens.make(session, 4));
      const again = await refresh(tokens.make(session, 4));
      expect(again.refreshToken).toBe(own.refreshToken);
      await refresh(own.refreshToken);
      await expect(refresh(tokens.make(session, 4))).rejects.toMatchObject({
        code: 'SESSION_ENDED',
      });
      expect(world).toMatchObject({ takenOver: 1, ended: 0, forgiven: ['takeover', 'device'] });
    });

    it('a retry after the grace window gets the successor that the device was given within it', async () => {
      const session = aSession();
      const { refresh, world } = over(session);
      await refresh(tokens.make(session, 4));
      world.stored = { ...world.stored, isOwnDevice: true };
      await refresh(tokens.make(session, 4));
      world.stored = late(world.stored);
      const { refreshToken } = await refresh(tokens.make(session, 4));
      expect(refreshToken).toBe(tokens.make(session, 5));
      expect(world).toMatchObject({ takenOver: 0, forgiven: ['grace', 'device'] });
    });
  });

  describe('when the database was rolled back', () => {
    it('a token ahead of the database is accepted and recorded', async () => {
      const session = aSession();
      const { refresh, world } = over(session);
      const { refreshToken } = await refresh(tokens.make(session, 9));
      expect(refreshToken).toBe(tokens.make(session, 10));
      expect(world).toMatchObject({ ended: 0, rolledBack: 1, stored: { generation: 10 } });
      await refresh(refreshToken);
      expect(world).toMatchObject({ ended: 0, rolledBack: 1, stored: { generation: 11 } });
    });

    it('a token ahead of the database counts as used once accepted', async () => {
      const session = aSession();
      const { refresh, world } = over(session);
      await refresh(tokens.make(session, 9));
      world.stored = { ...world.stored, isInGrace: false };
      await expect(refresh(tokens.make(session, 9))).rejects.toMatchObject({
        code: 'REFRESH_TOKEN_REUSED',
      });
    });

    it('a token older than one that was ahead of the database ends the session', async () => {
      const session = aSession();
      const { refresh, world } = over(session);
      await refresh(tokens.make(session, 9));
      await expect(refresh(tokens.make(session, 8))).rejects.toMatchObject({
        code: 'REFRESH_TOKEN_REUSED',
      });
      expect(world.ended).toBe(1);
    });

    it('of two tokens ahead of the database at once, one rotates', async () => {
      const session = aSession();
      const { refresh, world } = over(session, () => {
        world.stored = { ...session, generation: 10, isInGrace: true };
      });
      const { refreshToken } = await refresh(tokens.make(session, 9));
      expect(refreshToken).toBe(tokens.make(session, 10));
      expect(world).toMatchObject({ rolledBack: 0, stored: { generation: 10 } });
    });

    it('a token ahead of the database does not bring an ended session back', async () => {
      const session = aSession({ isLive: false });
      const { refresh, world } = over(session);
      await expect(refresh(tokens.make(session, 9))).rejects.toMatchObject({
        code: 'SESSION_ENDED',
      });
      expect(world).toMatchObject({ rolledBack: 0, stored: session });
    });

    it('a token ahead of the database is kept when rotation is off', async () => {
      const session = aSession();
      const { refresh, world } = over(session);
      const token = tokens.make(session, 9);
      for (let round = 0; round < 2; round += 1) {
        expect((await refresh(token, null, false)).refreshToken).toBe(token);
      }
      expect(world).toMatchObject({ rolledBack: 1, stored: { generation: 9 } });
    });
  });
});
