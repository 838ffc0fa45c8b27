import { randomBytes } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { row, rows } from '#libs/database';
import { newId } from '#libs/kernel';
import { describeOnDatabases, openDatabase } from '#libs/testing';
import { AuditChainBroken } from '#api/audit';
import { kinds, named, Trail } from '../support/audit-chain.js';

describeOnDatabases('the chain of the audit trail', (db) => {
  let trail: Trail;

  beforeEach(async () => {
    jest.spyOn(Logger.prototype, 'log').mockImplementation();
    trail = new Trail(db.database);
    await trail.empty();
  });

  it('The audit chain is whole when no event was changed', async () => {
    expect(await trail.verify()).toMatchObject({ checked: 0, head: null, findings: [] });
    await trail.sealed(3);
    await trail.sealed(2);
    const report = await trail.verify();
    expect(report).toMatchObject({ checked: 5, findings: [], isCut: false, head: { number: 5 } });
    const waiting = await row<{ n: number }>(
      db.database.pool,
      'SELECT count(*) AS n FROM audit_queue',
    );
    expect(Number(waiting?.n)).toBe(0);
  });

  it('The audit chain takes more events than one round seals', async () => {
    await rows(
      db.database.pool,
      `INSERT INTO audit_events (id, type, outcome, actor_kind)
       SELECT gen_random_uuid(), 'test.bulk', 'success', 'system' FROM generate_series(1, 1203)`,
    );
    expect(await trail.sealer.seal()).toBe(1203);
    expect(await trail.verify()).toMatchObject({ checked: 1203, findings: [] });
  });

  it('The audit chain seals an event that commits late, and misses none', async () => {
    let isWritten: () => void;
    let mayCommit: () => void;
    const written = new Promise<void>((resolve) => (isWritten = resolve));
    const commit = new Promise<void>((resolve) => (mayCommit = resolve));
    const slow = db.database.transaction(async (tx) => {
      await trail.write(1, tx);
      isWritten();
      await commit;
    });
    await written;
    await trail.sealed(2);
    expect(await trail.verify()).toMatchObject({ checked: 2, findings: [] });
    mayCommit!();
    await slow;
    await trail.sealer.seal();
    expect(await trail.verify()).toMatchObject({ checked: 3, findings: [] });
  });

  it('The audit chain has one order, however many instances seal at once', async () => {
    const others = [trail, new Trail(db.database), new Trail(db.database)];
    await Promise.all(
      others.map(async (each) => {
        for (let round = 0; round < 5; round += 1) await each.sealed(4);
      }),
    );
    await trail.sealer.seal();
    expect(await trail.verify()).toMatchObject({ checked: 60, findings: [] });
  });

  it.each([
    ['its type', "type = 'test.undone'"],
    ['its time', "created_at = created_at + interval '1 microsecond'"],
    ['its actor', 'actor_id = gen_random_uuid()'],
    ['its address', "ip = '192.0.2.1'"],
    ['its details', "details = jsonb_set(details, '{index}', '7')"],
  ])('A check of the audit chain names an event after a change of %s', async (_what, change) => {
    await trail.sealed(5);
    const eventId = await trail.eventOf(3);
    await trail.byHand(`UPDATE audit_events SET ${change} WHERE id = '${eventId}'`);
    expect(named(await trail.verify())).toEqual([['event_changed', 3, eventId]]);
  });

  it('A check of the audit chain names an event that was deleted', async () => {
    await trail.sealed(5);
    const eventId = await trail.eventOf(2);
    await trail.byHand(`DELETE FROM audit_events WHERE id = '${eventId}'`);
    expect(named(await trail.verify())).toEqual([['event_deleted', 2, eventId]]);
  });

  it('A check of the audit chain names an event that was deleted before its seal', async () => {
    await trail.write(2);
    await trail.byHand(
      'DELETE FROM audit_events WHERE id = (SELECT event_id FROM audit_queue ORDER BY seq LIMIT 1)',
    );
    await trail.sealer.seal();
    expect(named(await trail.verify())).toEqual([['event_deleted', 1, await trail.eventOf(1)]]);
  });

  it('A check of the audit chain names an event that was deleted together with its seal', async () => {
    await trail.sealed(5);
    const eventId = await trail.eventOf(2);
    await trail.byHand(
      `DELETE FROM audit_events WHERE id = '${eventId}'`,
      'DELETE FROM audit_seals WHERE number = 2',
    );
    expect(named(await trail.verify())).toEqual([['seals_missing', 2, undefined]]);
  });

  it('A check of the audit chain finds a gap that was closed by renumbering', async () => {
    await trail.sealed(5);
    const [third, head] = [await trail.eventOf(3), await trail.eventOf(5)];
    await trail.byHand(
      `DELETE FROM audit_events WHERE id IN (SELECT event_id FROM audit_seals WHERE number = 2)`,
      'DELETE FROM audit_seals WHERE number = 2',
      'UPDATE audit_seals SET number = number - 1 WHERE number = 3',
      'UPDATE audit_seals SET number = number - 1 WHERE number = 4',
      'UPDATE audit_seals SET number = number - 1 WHERE number = 5',
    );
    expect(named(await trail.verify())).toEqual([
      ['seal_changed', 2, third],
      ['seal_changed', 3, expect.any(String)],
      ['seal_changed', 4, head],
      ['seals_missing', 5, undefined],
      ['newest_missing', 4, undefined],
    ]);
  });

  it('A check of the audit chain names two events that were swapped', async () => {
    await trail.sealed(4);
    const [second, third] = [await trail.eventOf(2), await trail.eventOf(3)];
    await trail.byHand(
      'UPDATE audit_seals SET number = -1 WHERE number = 2',
      'UPDATE audit_seals SET number = 2 WHERE number = 3',
      'UPDATE audit_seals SET number = 3 WHERE number = -1',
    );
    expect(named(await trail.verify())).toEqual([
      ['seal_changed', 2, third],
      ['seal_changed', 3, second],
      ['seal_changed', 4, expect.any(String)],
    ]);
  });

  it('A check of the audit chain names an event that was inserted beside the queue', async () => {
    await trail.sealed(1);
    const id = newId();
    await trail.byHand(
      `INSERT INTO audit_events (id, type, outcome, actor_kind) VALUES ('${id}', 'x', 'success', 'system')`,
    );
    expect(named(await trail.verify())).toEqual([['event_unsealed', undefined, id]]);
  });

  describe('with its newest rows cut off', () => {
    const CUT = [
      'DELETE FROM audit_events WHERE id IN (SELECT event_id FROM audit_seals WHERE number > 3)',
      'DELETE FROM audit_seals WHERE number > 3',
    ];

    it('The head of the audit chain shows that the newest rows were cut off', async () => {
      await trail.sealed(5);
      await trail.byHand(...CUT);
      expect(kinds(await trail.verify())).toEqual(['seals_missing', 'newest_missing']);
    });

    it('The head of the audit chain still shows cut off rows after new events were sealed', async () => {
      await trail.sealed(5);
      await trail.byHand(...CUT);
      await trail.sealed(2);
      expect(named(await trail.verify())).toEqual([['seals_missing', 4, undefined]]);
    });

    it('The audit chain does not continue from a head that was set back or deleted', async () => {
      await trail.sealed(5);
      await trail.byHand(
        ...CUT,
        'UPDATE audit_head SET number = 3, hash = (SELECT hash FROM audit_seals WHERE number = 3)',
      );
      expect(kinds(await trail.verify())).toEqual(['head_changed']);
      await expect(trail.sealed(1)).rejects.toThrow(AuditChainBroken);
      await trail.byHand('DELETE FROM audit_head');
      expect(kinds(await trail.verify())).toEqual(['head_changed']);
      await expect(trail.sealer.seal()).rejects.toThrow(AuditChainBroken);
    });

    it('A head that was kept elsewhere shows that the whole chain was set back to an older copy', async () => {
      await trail.sealed(3);
      const copy = await row<{ mac: Buffer; hash: Buffer }>(
        db.database.pool,
        'SELECT mac, hash FROM audit_head',
      );
      await trail.sealed(2);
      const { head } = await trail.verify();
      await trail.byHand(
        ...CUT,
        `UPDATE audit_head SET number = 3, hash = '\\x${copy!.hash.toString('hex')}',
                mac = '\\x${copy!.mac.toString('hex')}'`,
      );
      expect(kinds(await trail.verify())).toEqual([]);
      expect(kinds(await trail.verify({ known: head! }))).toEqual(['newest_missing']);
      await trail.sealed(3);
      expect(kinds(await trail.verify({ known: head! }))).toEqual(['seal_changed']);
    });
  });

  describe('over several days', () => {
    beforeEach(async () => {
      for (let day = 0; day < 4; day += 1) {
        await trail.sealed(3);
        trail.clock.advanceSeconds(86_400);
      }
    });

    it('The audit chain has an anchor on the last link of each day that is over', async () => {
      const anchors = await rows<{ day: string; number: string }>(
        db.database.pool,
        'SELECT day::text AS day, number FROM audit_anchors ORDER BY day',
      );
      expect(anchors.map(({ day, number }) => [day, Number(number)])).toEqual([
        ['2026-01-01', 3],
        ['2026-01-02', 6],
        ['2026-01-03', 9],
      ]);
      expect(await trail.verify()).toMatchObject({ checked: 12, findings: [] });
    });

    it.each<[{ from?: string; to?: string }, number]>([
      [{ from: '2026-01-02' }, 9],
      [{ to: '2026-01-02' }, 6],
      [{ from: '2026-01-02', to: '2026-01-03' }, 6],
      [{ from: '2026-01-04', to: '2026-01-04' }, 3],
      [{ from: '2025-01-01', to: '2025-12-31' }, 0],
    ])('The audit chain is checked in part: %j', async (range, checked) => {
      expect(await trail.verify(range)).toMatchObject({ checked, findings: [] });
      const eventId = await trail.eventOf(5);
      await trail.byHand(`UPDATE audit_events SET code = 'X' WHERE id = '${eventId}'`);
      const covers = (range.from ?? '') <= '2026-01-02' && (range.to ?? '9') >= '2026-01-02';
      expect(kinds(await trail.verify(range))).toEqual(covers ? ['event_changed'] : []);
    });

    it('A check of the audit chain finds an anchor that was changed or deleted', async () => {
      await trail.byHand("UPDATE audit_anchors SET hash = '\\x00' WHERE day = '2026-01-02'");
      expect(kinds(await trail.verify())).toEqual(['anchor_changed']);
      await trail.byHand("DELETE FROM audit_anchors WHERE day = '2026-01-02'");
      expect(kinds(await trail.verify())).toEqual(['anchor_missing']);
    });
  });

  it('The audit chain cannot be forged without the secret', async () => {
    await trail.sealed(2);
    const forger = new Trail(db.database, 'another-secret-0123456789abcdefghijklmnop');
    await trail.byHand('DELETE FROM audit_head', 'DELETE FROM audit_seals');
    await trail.byHand('INSERT INTO audit_queue (event_id) SELECT id FROM audit_events');
    await forger.sealed(0);
    expect(await forger.verify()).toMatchObject({ checked: 2, findings: [] });
    expect(kinds(await trail.verify())).toEqual(['key_changed', 'key_changed']);
    await trail.byHand(
      'UPDATE audit_head SET key_id = NULL',
      'UPDATE audit_seals SET key_id = NULL',
    );
    expect(kinds(await trail.verify())).toEqual(
      expect.arrayContaining(['event_changed', 'seal_changed', 'head_changed']),
    );
  });

  describe('after SECRET_KEY was changed', () => {
    const OTHER = 'another-secret-0123456789abcdefghijklmnop';

    it('A check of the audit chain reports a new SECRET_KEY once, and not as a change of each row', async () => {
      await trail.sealed(5);
      const after = new Trail(db.database, OTHER);
      expect(named(await after.verify())).toEqual([
        ['key_changed', 1, undefined],
        ['key_changed', undefined, undefined],
      ]);
      await expect(after.sealed(1)).rejects.toThrow('was made under another SECRET_KEY');
    });

    it('The audit chain continues under a new SECRET_KEY for an operator who shows the checked head', async () => {
      const { head } = await (await trail.sealed(5)).verify();
      const after = new Trail(db.database, OTHER);
      const wrong = { number: 5, hash: '0'.repeat(64) };
      expect(await after.rekeying.rekey(wrong)).toBe('other_head');
      expect(await trail.rekeying.rekey(head!)).toBe('same_key');
      expect(await after.rekeying.rekey(head!)).toMatchObject({ number: 5 });
      await after.sealed(2);
      expect(await after.verify({ known: head! })).toMatchObject({
        checked: 3,
        start: { kind: 'begun', number: 5 },
        findings: [],
      });
      const eventId = await after.eventOf(7);
      await after.byHand(`UPDATE audit_events SET code = 'X' WHERE id = '${eventId}'`);
      expect(named(await after.verify())).toEqual([['event_changed', 7, eventId]]);
    });

    it('Links that were sealed under the old SECRET_KEY are checked with the old one', async () => {
      const { head } = await (await trail.sealed(5)).verify();
      const after = new Trail(db.database, OTHER);
      await after.rekeying.rekey(head!);
      await after.sealed(2);
      const eventId = await after.eventOf(2);
      await after.byHand(`UPDATE audit_events SET code = 'X' WHERE id = '${eventId}'`);
      expect(named(await trail.verify())).toEqual([
        ['key_changed', 5, undefined],
        ['event_changed', 2, eventId],
        ['key_changed', 6, undefined],
        ['key_changed', undefined, undefined],
      ]);
    });

    it('Days that were sealed under the old SECRET_KEY can be retired', async () => {
      const { head } = await (await trail.days(2, 3)).verify();
      await trail.retire('2026-01-02');
      await trail.sealer.seal();
      const old = (await trail.verify()).head!;
      expect(old.number).toBe(head!.number + 1);
      const after = new Trail(db.database, OTHER);
      after.clock.advanceSeconds(2 * 86_400);
      await after.rekeying.rekey(old);
      await after.days(2, 2);
      expect(await after.retire('2026-01-05')).toEqual([3, 5, 2]);
      await after.sealer.seal();
      expect((await after.verify()).findings).toEqual([]);
    });

    it('A check of the audit chain finds an edited row also after SECRET_KEY was changed', async () => {
      await trail.sealed(5);
      const eventId = await trail.eventOf(3);
      await trail.byHand(
        `UPDATE audit_events SET code = 'X' WHERE id = '${eventId}'`,
        "UPDATE audit_seals SET key_id = 'ffffffffffffffff' WHERE number = 3",
      );
      expect(named(await trail.verify())).toEqual([['key_changed', 3, undefined]]);
    });
  });

  it.each(['audit_seals', 'audit_anchors'])(
    'The database refuses to change or empty %s',
    async (table) => {
      await trail.days(1, 1);
      for (const sql of [
        `UPDATE ${table} SET number = 0`,
        `DELETE FROM ${table}`,
        `TRUNCATE ${table}`,
      ]) {
        await expect(rows(db.database.pool, sql)).rejects.toThrow(`${table} only grows`);
      }
    },
  );

  it('Sealing the audit chain needs no right to change or delete rows', async () => {
    const name = `gh_app_${randomBytes(4).toString('hex')}`;
    await rows(db.database.pool, `CREATE ROLE ${name} LOGIN PASSWORD 'p-${name}'`);
    await rows(
      db.database.pool,
      `GRANT SELECT, INSERT ON audit_events, audit_seals, audit_anchors TO ${name};
       GRANT SELECT, INSERT, DELETE ON audit_queue TO ${name};
       GRANT SELECT ON audit_marks TO ${name};
       GRANT SELECT, INSERT, UPDATE ON audit_head TO ${name}`,
    );
    const url = new URL(db.url);
    [url.username, url.password] = [name, `p-${name}`];
    const restricted = await openDatabase({ url: url.href });
    try {
      const app = await new Trail(restricted.database).sealed(3);
      app.clock.advanceSeconds(86_400);
      await app.sealed(3);
      expect(await app.verify()).toMatchObject({ checked: 6, findings: [] });
      for (const sql of ['UPDATE audit_events SET ip = NULL', 'DELETE FROM audit_seals']) {
        await expect(rows(app.database.pool, sql)).rejects.toMatchObject({
          code: 'SERVICE_UNAVAILABLE',
          cause: { message: expect.stringContaining('permission denied') as string },
        });
      }
    } finally {
      await restricted.close();
      await rows(db.database.pool, `DROP OWNED BY ${name}; DROP ROLE ${name}`);
    }
  });
});
