import fc from 'fast-check';
import { row, rows, type Tx } from '#libs/database';
import { newId } from '#libs/kernel';
import { describeOnDatabases } from '#libs/testing';
import { RefreshesStore } from '../../apps/api/src/sessions/refreshes.store.js';
import { SessionCountsStore } from '../../apps/api/src/sessions/session-counts.store.js';
import { SessionCleanupStore } from '../../apps/api/src/sessions/session-cleanup.store.js';
import { SessionsStore } from '../../apps/api/src/sessions/sessions.store.js';
import { aRotation, aSession, insertUser } from '../support/sample-session.js';

const NOW = new Date('2026-01-01T12:00:00.000Z');
const after = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

const counts = new SessionCountsStore();
const refreshes = new RefreshesStore();
const sessions = new SessionsStore();
const cleanup = new SessionCleanupStore();

/** The same count by reading each session. */
async function countedOneByOne(tx: Tx, now: Date): Promise<{ sessions: number; users: number }> {
  const counted = await row<{ sessions: number; users: number }>(
    tx,
    `SELECT count(*)::int AS sessions, count(DISTINCT user_id)::int AS users
       FROM sessions WHERE ended_at IS NULL AND expires_at > $1`,
    [now],
  );
  return counted!;
}

const anAct = fc.oneof(
  fc.record({
    kind: fc.constant('begin' as const),
    user: fc.nat(4),
    lives: fc.integer({ min: 1, max: 500 }),
  }),
  fc.record({ kind: fc.constant('end' as const), session: fc.nat(30) }),
  fc.record({ kind: fc.constant('endAll' as const), user: fc.nat(4) }),
  fc.record({ kind: fc.constant('refresh' as const), session: fc.nat(30) }),
  fc.record({ kind: fc.constant('erase' as const), user: fc.nat(4) }),
  fc.record({ kind: fc.constant('rolledBack' as const), user: fc.nat(4) }),
  fc.record({ kind: fc.constant('pass' as const), seconds: fc.nat(200) }),
  fc.record({ kind: fc.constant('sweep' as const), limit: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ kind: fc.constant('fold' as const), limit: fc.integer({ min: 1, max: 5 }) }),
);

type Act = typeof anAct extends fc.Arbitrary<infer T> ? T : never;

describeOnDatabases('the kept number of live sessions', (db) => {
  /** Users and their random acts. */
  class Town {
    readonly begun: string[] = [];
    seconds = 0;

    constructor(readonly users: string[]) {}

    static async open(): Promise<Town> {
      const { pool } = db.database;
      const users: string[] = [];
      for (let index = 0; index < 5; index += 1) users.push(await insertUser(pool));
      return new Town(users);
    }

    private at(index: number): string {
      return this.users[index] ?? newId();
    }

    async begin(tx: Tx, user: number, lives: number): Promise<void> {
      const now = after(this.seconds);
      const expiresAt = after(this.seconds + lives);
      const session = aSession(this.at(user), now, { expiresAt });
      await sessions.insert(tx, session);
      this.begun.push(session.id);
    }

    async act(act: Act): Promise<unknown> {
      const { pool } = db.database;
      const now = after(this.seconds);
      if (act.kind === 'begin') return this.begin(pool, act.user, act.lives);
      if (act.kind === 'pass') return (this.seconds += act.seconds);
      if (act.kind === 'sweep') {
        await cleanup.postpone(pool, now, act.limit);
        return cleanup.endExpired(pool, now, act.limit);
      }
      if (act.kind === 'fold') return counts.fold(pool, act.limit);
      if ('session' in act) return this.change(act.kind, this.begun[act.session] ?? newId());
      if (act.kind === 'endAll') {
        const which = { exceptId: null };
        return sessions.endAllOfUser(pool, this.at(act.user), 'ended_by_user', now, which);
      }
      return act.kind === 'erase' ? this.erase(act.user) : this.beginInVain(act.user);
    }

    private change(kind: 'end' | 'refresh', id: string): Promise<unknown> {
      const { pool } = db.database;
      const now = after(this.seconds);
      if (kind === 'end') return sessions.end(pool, id, 'signed_out', now);
      const sql =
        'UPDATE sessions SET expires_at = $2, due_at = LEAST(due_at, $2) WHERE id = $1 AND expires_at > $3';
      return rows(pool, sql, [id, after(this.seconds + 300), now]);
    }

    private async erase(user: number): Promise<void> {
      const { pool } = db.database;
      await rows(pool, 'DELETE FROM users WHERE id = $1', [this.at(user)]);
      this.users[user] = await insertUser(pool);
    }

    private beginInVain(user: number): Promise<void> {
      const work = db.database.transaction(async (tx) => {
        await this.begin(tx, user, 100);
        throw new Error('no');
      });
      return expect(work).rejects.toThrow('no');
    }
  }

  it('The count of sessions equals counting them one by one, after any event', async () => {
    const property = fc.asyncProperty(fc.array(anAct, { maxLength: 40 }), async (acts) => {
      const { pool } = db.database;
      await rows(pool, 'TRUNCATE sessions CASCADE');
      const town = await Town.open();
      for (const act of acts) {
        await town.act(act);
        const now = after(town.seconds);
        expect(await counts.countLive(pool, now)).toEqual(await countedOneByOne(pool, now));
      }
    });
    await fc.assert(property, { numRuns: 25 });
  }, 120_000);

  it('The count of sessions stays right when many transactions begin and end the sessions of few users at once', async () => {
    const { pool } = db.database;
    const town = await Town.open();
    const begin = () =>
      Promise.all(Array.from({ length: 40 }, (_, index) => town.begin(pool, index % 5, 60)));
    await begin();
    const ended = [...town.begun];
    await Promise.all([
      begin(),
      ...ended.map((id) => sessions.end(pool, id, 'signed_out', NOW)),
      ...town.users.map((user) =>
        sessions.endAllOfUser(pool, user, 'ended_by_user', NOW, { exceptId: null }),
      ),
      cleanup.endExpired(pool, after(120), 100),
      ...Array.from({ length: 5 }, () => counts.fold(pool, 7)),
    ]);
    for (const moment of [NOW, after(61)]) {
      expect(await counts.countLive(pool, moment)).toEqual(await countedOneByOne(pool, moment));
    }
  });

  it('The count of sessions is changed once for all sessions of a user that end at once', async () => {
    const user = await insertUser(db.database.pool);
    const changes = `SELECT (n_tup_ins + n_tup_upd + n_tup_del)::int AS changes FROM pg_stat_xact_user_tables
      WHERE relname = 'open_sessions_by_user'`;
    await db.database.transaction(async (tx) => {
      for (let n = 0; n < 200; n += 1) await sessions.insert(tx, aSession(user, NOW));
      const before = await row<{ changes: number }>(tx, changes);
      const which = { exceptId: null };
      const ended = await sessions.endAllOfUser(tx, user, 'ended_by_operator', NOW, which);
      expect(ended).toHaveLength(200);
      const now = await row<{ changes: number }>(tx, changes);
      // At zero the row is deleted.
      expect(now!.changes - before!.changes).toBe(2);
    });
  });

  it('The count of sessions keeps no state of a statement beyond its end', async () => {
    expect(await rows(db.database.pool, 'SELECT id FROM open_session_changes')).toEqual([]);
  });

  it('A refresh does not query the count of sessions', async () => {
    const { pool } = db.database;
    const session = aSession(await insertUser(pool), NOW);
    await sessions.insert(pool, session);
    while ((await counts.fold(pool, 1000)) > 0);
    const changes = 'SELECT id FROM open_session_counts';
    const before = await rows(pool, changes);
    const { id } = session;
    await refreshes.rotate(pool, aRotation(id, NOW));
    expect(await rows(pool, changes)).toEqual(before);
  });

  it('The sweep of session counts passes over locked rows and waits for none', async () => {
    const { database } = db;
    // A second connection, outside the rule that a request holds one connection.
    const other = database.dataSource.manager;
    const [held, counted, free] = await Promise.all(
      [0, 1, 2].map(async () => {
        const session = aSession(await insertUser(database.pool), NOW, { expiresAt: after(1) });
        await sessions.insert(database.pool, session);
        return session;
      }),
    );
    await database.transaction(async (tx) => {
      await rows(tx, 'SELECT FROM sessions WHERE id = $1 FOR UPDATE', [held!.id]);
      await rows(tx, 'SELECT FROM open_sessions_by_user WHERE user_id = $1 FOR UPDATE', [
        counted!.userId,
      ]);
      await cleanup.endExpired(other, after(2), 1000);
    });
    const open = await rows<{ id: string }>(
      database.pool,
      'SELECT id FROM sessions WHERE id = ANY ($1) AND ended_at IS NULL',
      [[held!.id, counted!.id, free!.id]],
    );
    expect(open.map(({ id }) => id).toSorted()).toEqual([held!.id, counted!.id].toSorted());
  });

  it('The count of sessions is corrected page by page where triggers were off, while users sign in', async () => {
    const { pool } = db.database;
    const town = await Town.open();
    for (let user = 0; user < 5; user += 1) await town.begin(pool, user, 60);
    await rows(pool, 'UPDATE open_sessions_by_user SET sessions = sessions + 3 WHERE user_id = $1', [town.users[0]]); // prettier-ignore
    await rows(pool, 'DELETE FROM open_sessions_by_user WHERE user_id = $1', [town.users[1]]);
    const recount = async () => {
      let position: string | null = '00000000-0000-0000-0000-000000000000';
      while (position !== null) {
        const sql = 'SELECT recount_open_sessions($1, 2) AS next';
        position = (await row<{ next: string | null }>(pool, sql, [position]))?.next ?? null;
      }
    };
    const signingIn = Promise.all(
      Array.from({ length: 20 }, (_, n) => town.begin(pool, n % 5, 60)),
    );
    await Promise.all([recount(), signingIn]);
    const ofUsers = `SELECT user_id, sessions FROM open_sessions_by_user ORDER BY user_id`;
    const really = `SELECT user_id, count(*)::int AS sessions FROM sessions WHERE ended_at IS NULL GROUP BY 1 ORDER BY 1`;
    expect(await rows(pool, ofUsers)).toEqual(await rows(pool, really));
    await recount();
    expect(await rows(pool, ofUsers)).toEqual(await rows(pool, really));
  });
});
