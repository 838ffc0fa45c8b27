import { randomBytes } from 'node:crypto';
import { row, rows, type Tx } from '#libs/database';
import { newId } from '#libs/kernel';
import { describeOnDatabases } from '#libs/testing';
import { SessionCleanupStore } from '../../apps/api/src/sessions/session-cleanup.store.js';
import {
  RefreshesStore,
  type RefreshQuestion,
  type Rotation,
} from '../../apps/api/src/sessions/refreshes.store.js';
import { SessionsStore } from '../../apps/api/src/sessions/sessions.store.js';
import { aRotation as aRotationAt, aSession, insertUser } from '../support/sample-session.js';

const NOW = new Date('2026-01-01T12:00:00.000Z');
const after = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

const refreshes = new RefreshesStore();
const store = new SessionsStore();
const cleanup = new SessionCleanupStore();

const aRotation = (id: string, given: Partial<Rotation> = {}) => aRotationAt(id, NOW, given);

describeOnDatabases('the store of sessions', (db) => {
  const start = async (given: Parameters<typeof aSession>[2] = {}, userId?: string) => {
    const { pool } = db.database;
    const session = aSession(userId ?? (await insertUser(pool)), NOW, given);
    await store.insert(pool, session);
    return session;
  };

  const find = (id: string, given: Partial<RefreshQuestion> = {}) =>
    refreshes.findForRefresh(db.database.pool, {
      id,
      now: NOW,
      graceSeconds: 10,
      deviceHash: null,
      ...given,
    });

  it('The sessions store keeps the idle end of a session within the absolute one', async () => {
    const { id } = await start({ expiresAt: after(7200), endsAt: after(3600) });
    expect((await store.findState(db.database.pool, id))?.expiresAt).toEqual(after(3600));
    const rotated = await refreshes.rotate(
      db.database.pool,
      aRotation(id, { expiresAt: after(9000) }),
    );
    expect(rotated?.expiresAt).toEqual(after(3600));
  });

  it('The sessions store finds the state of a live session of an active user alone', async () => {
    const { pool } = db.database;
    const { id, userId } = await start();
    expect(await store.findState(pool, id)).toMatchObject({ userId, expiresAt: after(3600) });
    await rows(pool, 'UPDATE users SET is_active = false WHERE id = $1', [userId]);
    expect(await store.findState(pool, id)).toBeNull();
    expect(await find(id)).toMatchObject({ isLive: false });
    expect(await refreshes.rotate(pool, aRotation(id))).toBeNull();
    expect(await store.findState(pool, newId())).toBeNull();
  });

  it('The sessions store rotates one generation once for many concurrent calls', async () => {
    const { id } = await start();
    const results = await Promise.all(
      Array.from({ length: 20 }, () => refreshes.rotate(db.database.pool, aRotation(id))),
    );
    expect(results.filter((result) => result !== null)).toHaveLength(1);
    const found = await find(id, { now: after(60) });
    expect(found).toMatchObject({ generation: 1, isLive: true, isInGrace: true });
  });

  it('The sessions store extends a session without rotating when it shall not advance', async () => {
    const { pool } = db.database;
    const { id } = await start();
    const rotation = aRotation(id, { next: 0, rotationKey: randomBytes(32) });
    const extended = { expiresAt: after(7200), authTime: NOW, amr: ['pwd'] };
    expect(await refreshes.rotate(pool, rotation)).toEqual(extended);
    expect(await refreshes.rotate(pool, rotation)).toEqual(extended);
    expect(await find(id)).toMatchObject({ generation: 0, isInGrace: false, rotationKey: null });
  });

  it('The sessions store keeps with a rotation the proof of its request, and nothing of the rotation before', async () => {
    const { pool } = db.database;
    const { id } = await start();
    const asked = { rotationKey: randomBytes(32) };
    await refreshes.rotate(pool, aRotation(id, asked));
    expect(await find(id)).toMatchObject({ generation: 1, ...asked });
    await refreshes.rotate(pool, aRotation(id, { generation: 1, next: 2 }));
    expect(await find(id)).toMatchObject({ generation: 2, rotationKey: null });
  });

  it('The sessions store keeps the generation that the known device of a session has shown, and none that another has', async () => {
    const { pool } = db.database;
    const userId = await insertUser(pool);
    const [deviceId, deviceHash] = [newId(), randomBytes(32)];
    await rows(
      pool,
      `INSERT INTO devices (id, user_id, credential_hash, ip, is_known, first_seen_at, last_seen_at)
       VALUES ($1, $2, $3, '192.0.2.1', true, $4, $4)`,
      [deviceId, userId, deviceHash, NOW],
    );
    const { id } = await start({ deviceId }, userId);
    const rotate = async (generation: number, shown: Buffer | null) => {
      const rotation = aRotation(id, { generation, next: generation + 1, deviceHash: shown });
      expect(await refreshes.rotate(pool, rotation)).not.toBeNull();
      return (await find(id))?.deviceGeneration;
    };
    expect(await rotate(0, deviceHash)).toBe(0);
    expect(await rotate(1, randomBytes(32))).toBeNull();
    expect(await rotate(2, deviceHash)).toBe(2);
    expect(await rotate(3, null)).toBeNull();
    await rows(pool, 'UPDATE devices SET is_known = false WHERE id = $1', [deviceId]);
    expect(await rotate(4, deviceHash)).toBeNull();
  });

  it('A rotation changes no index: the new version of the row stays on its page', async () => {
    const { id } = await start();
    const counted = async (tx: Tx) =>
      (await row<{ all: number; hot: number }>(
        tx,
        `SELECT pg_stat_get_xact_tuples_updated(oid)::int AS all, pg_stat_get_xact_tuples_hot_updated(oid)::int AS hot
           FROM pg_class WHERE oid = 'sessions'::regclass`,
      ))!;
    const [before, afterwards] = await db.database.transaction(async (tx) => {
      const first = await counted(tx);
      for (let generation = 0; generation < 3; generation += 1) {
        const expiresAt = after(7200 + generation);
        const seen = { ip: `192.0.2.${generation}`, userAgent: 'curl/8.6.0', device: 'curl 8' };
        const proof = { rotationKey: randomBytes(32), now: after(generation) };
        const rotation = { generation, next: generation + 1, expiresAt, ...seen, ...proof };
        await refreshes.rotate(tx, aRotation(id, rotation));
      }
      return [first, await counted(tx)];
    });
    expect([afterwards.all - before.all, afterwards.hot - before.hot]).toEqual([3, 3]);
  });

  it('A session whose time became shorter by a refresh is due when it expires', async () => {
    const { pool } = db.database;
    const dueOf = async (id: string) =>
      (await row<{ at: Date }>(pool, 'SELECT due_at AS at FROM sessions WHERE id = $1', [id]))?.at;
    const { id } = await start();
    await refreshes.rotate(pool, aRotation(id));
    expect(await dueOf(id)).toEqual(after(3600));
    const shorter = { generation: 1, next: 2, expiresAt: after(1800) };
    await refreshes.rotate(pool, aRotation(id, shorter));
    expect(await dueOf(id)).toEqual(after(1800));
  });

  it('A session that was refreshed since it was due is due again when it expires', async () => {
    const { pool } = db.database;
    const [refreshed, expired] = [await start(), await start()];
    await refreshes.rotate(pool, aRotation(refreshed.id));
    const settled = async () => {
      const postponed = await cleanup.postpone(pool, after(3601), 1000);
      return [postponed, await cleanup.endExpired(pool, after(3601), 1000)];
    };
    const [postponed, ended] = await settled();
    expect(postponed).toBeGreaterThan(0);
    expect(ended).toBeGreaterThan(0);
    expect(await settled()).toEqual([0, 0]);
    expect(await find(refreshed.id)).toMatchObject({ isLive: true });
    expect(await find(expired.id)).toMatchObject({ isLive: false });
  });

  it('The sessions store continues from a later generation once for many concurrent calls', async () => {
    const { pool } = db.database;
    const { id } = await start();
    const results = await Promise.all(
      Array.from({ length: 20 }, () => refreshes.rotate(pool, aRotation(id, { next: 8 }))),
    );
    expect(results.filter((result) => result !== null)).toHaveLength(1);
    expect(await find(id)).toMatchObject({ generation: 8, isInGrace: true });
  });

  it('The sessions store knows the device of a session by its credential, while the account knows the device', async () => {
    const { pool } = db.database;
    const user = await insertUser(pool);
    const other = await insertUser(pool);
    const [own, foreign] = [randomBytes(32), randomBytes(32)];
    const keepDevice = async (userId: string, credentialHash: Buffer) => {
      const device = newId();
      await rows(
        pool,
        `INSERT INTO devices (id, user_id, credential_hash, ip, is_known, first_seen_at, last_seen_at)
         VALUES ($1, $2, $3, '192.0.2.1', true, now(), now())`,
        [device, userId, credentialHash],
      );
      return device;
    };
    const deviceId = await keepDevice(user, own);
    await keepDevice(user, foreign);
    const ofOther = await keepDevice(other, own);
    const { id } = await start({ deviceId }, user);
    const isOwn = async (deviceHash: Buffer | null, session = id) =>
      (await find(session, { deviceHash }))?.isOwnDevice;
    expect(await isOwn(own)).toBe(true);
    expect(await isOwn(foreign)).toBe(false);
    expect(await isOwn(null)).toBe(false);
    const without = await start({}, user);
    expect(await isOwn(own, without.id)).toBe(false);
    const strayed = await start({ deviceId: ofOther }, user);
    expect(await isOwn(own, strayed.id)).toBe(false);
    await rows(pool, 'UPDATE devices SET is_known = false WHERE id = $1', [deviceId]);
    expect(await isOwn(own)).toBe(false);
    await rows(pool, 'DELETE FROM devices WHERE id = $1', [deviceId]);
    expect(await isOwn(own)).toBe(false);
  });

  it('The sessions store does not rotate an ended or expired session', async () => {
    const { pool } = db.database;
    const ended = await start();
    await store.end(pool, ended.id, 'signed_out', NOW);
    expect(await refreshes.rotate(pool, aRotation(ended.id))).toBeNull();
    const expired = await start({ expiresAt: after(60) });
    expect(await refreshes.rotate(pool, aRotation(expired.id, { now: after(60) }))).toBeNull();
  });

  it('The sessions store measures the grace window by its own clock', async () => {
    const { pool } = db.database;
    const { id } = await start();
    await refreshes.rotate(pool, aRotation(id));
    const graceOf = async (seconds: number) =>
      (await find(id, { graceSeconds: seconds }))?.isInGrace;
    expect(await graceOf(0)).toBe(false);
    await rows(
      pool,
      `UPDATE sessions SET rotated_at = clock_timestamp() - interval '9 s' WHERE id = $1`,
      [id],
    );
    expect([await graceOf(10), await graceOf(8)]).toEqual([true, false]);
  });

  it('The sessions store does not extend the grace window when its clock was set back since the rotation', async () => {
    const { pool } = db.database;
    const { id } = await start();
    await refreshes.rotate(pool, aRotation(id));
    const rotated = async (seconds: number) => {
      await rows(
        pool,
        'UPDATE sessions SET rotated_at = clock_timestamp() + make_interval(secs => $2) WHERE id = $1',
        [id, seconds],
      );
      return (await find(id))?.isInGrace;
    };
    expect([await rotated(0.5), await rotated(5), await rotated(3600)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('The sessions store ends a session once', async () => {
    const { pool } = db.database;
    const { id, userId } = await start();
    expect(await store.end(pool, id, 'refresh_token_reused', after(1))).toEqual({ id, userId });
    expect(await store.end(pool, id, 'signed_out', after(2))).toBeNull();
    const kept = await row(
      pool,
      'SELECT ended_reason AS reason, ended_at AS at FROM sessions WHERE id = $1',
      [id],
    );
    expect(kept).toEqual({ reason: 'refresh_token_reused', at: after(1) });
  });

  it('The sessions store ends for a user only the sessions of that user', async () => {
    const { pool } = db.database;
    const { id, userId } = await start();
    const stranger = await insertUser(pool);
    const own = { id, reason: 'ended_by_user', now: NOW } as const;
    expect(await store.endOwn(pool, { ...own, userId: stranger })).toBeNull();
    expect(await store.endOwn(pool, { ...own, userId })).toEqual({ id, userId });
  });

  it('The sessions store keeps the service of a session, also in the session that replaces it', async () => {
    const { pool } = db.database;
    const resourceId = newId();
    const { id } = await start({ resourceId });
    expect(await find(id)).toMatchObject({ resourceId });
    const { rotationKey: _key, next: _next, ...rotation } = aRotation(id);
    const successorId = newId();
    const secret = randomBytes(32);
    await store.succeed(pool, { ...rotation, deviceGeneration: 0, successorId, secret });
    expect(await find(successorId)).toMatchObject({ resourceId });
    expect(await find((await start()).id)).toMatchObject({ resourceId: null });
  });

  it('The sessions store ends all sessions of a user but one', async () => {
    const { pool } = db.database;
    const userId = await insertUser(pool);
    const [a, b, c] = [await start({}, userId), await start({}, userId), await start({}, userId)];
    const others = await start();
    const ended = await store.endAllOfUser(pool, userId, 'password_changed', NOW, {
      exceptId: b.id,
    });
    expect(ended.map(({ id }) => id).sort()).toEqual([a.id, c.id].sort());
    expect(await store.findState(pool, b.id)).not.toBeNull();
    expect(await store.findState(pool, others.id)).not.toBeNull();
    expect(
      await store.endAllOfUser(pool, userId, 'password_reset', NOW, { exceptId: null }),
    ).toHaveLength(1);
  });

  it('The sessions store ends the oldest sessions down to the allowed number', async () => {
    const { pool } = db.database;
    const userId = await insertUser(pool);
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) ids.push((await start({}, userId)).id);
    await store.end(pool, ids[4]!, 'signed_out', NOW);
    const ended = await store.endOldest(pool, userId, { keep: 2, lastId: null, now: NOW });
    expect(ended.map(({ id }) => id).sort()).toEqual(ids.slice(0, 2).sort());
    expect(await store.endOldest(pool, userId, { keep: 2, lastId: null, now: NOW })).toEqual([]);
    expect(await store.endOldest(pool, userId, { keep: 0, lastId: null, now: NOW })).toHaveLength(
      2,
    );
  });

  it('The sessions store lists the live sessions of a user, newest first, page by page', async () => {
    const { pool } = db.database;
    const userId = await insertUser(pool);
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1) ids.push((await start({}, userId)).id);
    await start({ expiresAt: after(1) }, userId);
    const first = await store.list(pool, userId, after(2), { beforeId: null, limit: 2 });
    const second = await store.list(pool, userId, after(2), { beforeId: first[1]!.id, limit: 2 });
    expect([...first, ...second].map(({ id }) => id)).toEqual(ids.reverse());
    expect(first[0]).not.toHaveProperty('secret');
  });

  it('The sessions store serialises sign-ins of one user, and refuses an inactive user', async () => {
    const { database } = db;
    const userId = await insertUser(database.pool);
    const order: string[] = [];
    const first = database.transaction(async (tx) => {
      await store.lockActiveUser(tx, userId);
      order.push('first has it');
      await rows(tx, 'SELECT pg_sleep(0.1)');
      order.push('first is done');
    });
    while (order.length === 0) await rows(database.pool, 'SELECT 1');
    await database.transaction(async (tx) => {
      await store.lockActiveUser(tx, userId);
      order.push('second has it');
    });
    await first;
    expect(order).toEqual(['first has it', 'first is done', 'second has it']);
    const closed = await insertUser(database.pool, { isActive: false });
    expect(await store.lockActiveUser(database.pool, closed)).toBe(false);
  });

  it('The sessions store notes when sessions were last seen, coarsely, never back in time, and without waiting', async () => {
    const { database } = db;
    const [near, far, held] = [await start(), await start(), await start()];
    // The connection of another request, outside the rule that a request holds one connection.
    const other = database.dataSource.manager;
    await database.transaction(async (tx) => {
      await rows(tx, 'SELECT FROM sessions WHERE id = $1 FOR UPDATE', [held.id]);
      const seen = new Map([
        [near.id, after(30)],
        [far.id, after(300)],
        [held.id, after(300)],
      ]);
      await cleanup.touch(other, seen, 60);
      await cleanup.touch(other, new Map([[far.id, after(100)]]), 60);
    });
    const seen = await rows<{ id: string; at: Date }>(
      database.pool,
      'SELECT id, last_seen_at AS at FROM sessions WHERE id = ANY ($1)',
      [[near.id, far.id, held.id]],
    );
    const at = Object.fromEntries(seen.map((found) => [found.id, found.at]));
    expect([at[near.id], at[far.id], at[held.id]]).toEqual([NOW, after(300), NOW]);
  });

  it('The sessions store deletes sessions that ended or expired long ago, a batch at a time', async () => {
    const { pool } = db.database;
    const [ended, expired, live] = [await start(), await start(), await start()];
    await store.end(pool, ended.id, 'signed_out', after(1));
    const horizon = after(3601);
    const sql = 'UPDATE sessions SET expires_at = $1, due_at = $1 WHERE ended_at IS NULL';
    await rows(pool, sql, [after(3600)]);
    await rows(pool, 'UPDATE sessions SET expires_at = $2 WHERE id = $1', [live.id, after(9000)]);
    const settle = async () =>
      (await cleanup.postpone(pool, horizon, 2)) + (await cleanup.endExpired(pool, horizon, 2));
    while ((await settle()) > 0);
    let total = 0;
    for (let last = 2; last === 2; total += last) {
      last = await cleanup.deleteEnded(pool, horizon, 2);
      expect(last).toBeLessThanOrEqual(2);
    }
    expect(total).toBeGreaterThan(0);
    const left = await rows<{ id: string }>(pool, 'SELECT id FROM sessions WHERE id = ANY ($1)', [
      [ended.id, expired.id, live.id],
    ]);
    expect(left.map(({ id }) => id)).toEqual([live.id]);
  });

  it('A session is deleted with its user', async () => {
    const { pool } = db.database;
    const { id, userId } = await start();
    await rows(pool, 'DELETE FROM users WHERE id = $1', [userId]);
    expect(await row(pool, 'SELECT id FROM sessions WHERE id = $1', [id])).toBeNull();
  });
});
