import { Logger } from '@nestjs/common';
import { AuditPartNotIntact, type SealedEvent } from '#api/audit';
import { row, rows } from '#libs/database';
import { describeOnDatabases } from '#libs/testing';
import { kinds, named, Trail } from '../support/audit-chain.js';

describeOnDatabases('old days of the audit trail', (db) => {
  let trail: Trail;

  /** 2026-01-01 to 04 with three events each; 2026-01-05 has begun with one. */
  beforeEach(async () => {
    jest.spyOn(Logger.prototype, 'log').mockImplementation();
    trail = new Trail(db.database);
    await trail.empty();
    await trail.days(4, 3);
  });

  it('Retired days of the audit trail are deleted whole with their seals, and the rest is unchanged', async () => {
    expect(await trail.retire('2026-01-03')).toEqual([3, 3]);
    expect([await trail.count('audit_events'), await trail.count('audit_seals')]).toEqual([9, 7]);
    await trail.sealer.seal();
    expect(await trail.verify()).toMatchObject({
      checked: 9,
      start: { kind: 'retired', number: 6, day: '2026-01-02', by: 'operator' },
      head: { number: 15 },
      findings: [],
    });
    expect(await trail.retire('2026-01-03')).toEqual([]);
    const events = await rows<{ type: string; details: { day: string } }>(
      db.database.pool,
      "SELECT type, details FROM audit_events WHERE type = 'audit.retired' ORDER BY target_id",
    );
    expect(events.map(({ details }) => details)).toEqual([
      { day: '2026-01-01', events: 3, first_seal: 1, last_seal: 3 },
      { day: '2026-01-02', events: 3, first_seal: 4, last_seal: 6 },
    ]);
  });

  it('A day of the audit trail that is not over and anchored is never retired', async () => {
    const days = (await trail.retirement.plan('2027-01-01')).map(({ day }) => day);
    expect(days).toEqual(['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04']);
    await trail.write(2);
    await trail.retire('2027-01-01');
    await trail.sealer.seal();
    expect(await trail.verify()).toMatchObject({ findings: [], start: { number: 12 } });
  });

  it('Days of the audit trail can be retired one after another', async () => {
    for (const before of ['2026-01-02', '2026-01-03', '2026-01-04']) {
      await trail.retire(before);
      await trail.sealer.seal();
    }
    expect(await trail.verify()).toMatchObject({ findings: [], start: { number: 9 } });
    expect(await trail.verify({ from: '2026-01-02' })).toMatchObject({ findings: [] });
    expect(await trail.verify({ from: '2026-01-05' })).toMatchObject({ findings: [], checked: 4 });
  });

  it('Retired events are handed over as they were hashed before they are deleted', async () => {
    const taken: SealedEvent[] = [];
    let isSafe = false;
    const sink = {
      write: (link: SealedEvent) => Promise.resolve(void taken.push(link)),
      flush: () => Promise.resolve(void (isSafe = true)),
    };
    const [part] = await trail.retirement.plan('2026-01-02');
    expect(await trail.retirement.retire(part!, 'system', sink)).toBe(3);
    expect([taken.map(({ number }) => number), isSafe]).toEqual([[1, 2, 3], true]);
    expect(taken[0]?.content?.[2]).toBe('test.done');
  });

  it('A day of the audit trail is kept when its events cannot be handed over', async () => {
    const sink = {
      write: () => Promise.resolve(),
      flush: () => Promise.reject(new Error('the disk is full')),
    };
    const [part] = await trail.retirement.plan('2026-01-02');
    await expect(trail.retirement.retire(part!, 'operator', sink)).rejects.toThrow('disk is full');
    expect([await trail.count('audit_events'), await trail.count('audit_marks')]).toEqual([13, 0]);
  });

  it('A day of the audit trail is kept when one of its events was changed', async () => {
    const eventId = await trail.eventOf(2);
    await trail.byHand(`UPDATE audit_events SET code = 'X' WHERE id = '${eventId}'`);
    await expect(trail.retire('2026-01-03')).rejects.toThrow(AuditPartNotIntact);
    expect(await trail.count('audit_events')).toBe(13);
  });

  it('A day of the audit trail is kept when its anchor or the head is not the one that was written', async () => {
    await trail.byHand("UPDATE audit_anchors SET hash = '\\x00' WHERE day = '2026-01-01'");
    await expect(trail.retire('2026-01-02')).rejects.toThrow(AuditPartNotIntact);
    await trail.byHand("UPDATE audit_head SET mac = '\\x00'");
    await expect(trail.retire('2026-01-03')).rejects.toThrow(AuditPartNotIntact);
    expect(await trail.count('audit_marks')).toBe(0);
  });

  it('Events beyond the retirement record cannot be deleted with the right to retire', async () => {
    await trail.retire('2026-01-02');
    for (const sql of [
      'DELETE FROM audit_events WHERE id IN (SELECT event_id FROM audit_seals WHERE number = 4)',
      'DELETE FROM audit_seals WHERE number = 4',
      'DELETE FROM audit_marks',
      'UPDATE audit_marks SET number = 9',
      'TRUNCATE audit_marks',
    ]) {
      await expect(rows(db.database.pool, sql)).rejects.toThrow(/only grows/);
    }
  });

  describe('that have gone', () => {
    beforeEach(async () => {
      await trail.retire('2026-01-03');
      await trail.sealer.seal();
    });

    it('Retired days do not hide a change of a later event', async () => {
      const eventId = await trail.eventOf(8);
      await trail.byHand(`UPDATE audit_events SET ip = '192.0.2.1' WHERE id = '${eventId}'`);
      expect(named(await trail.verify())).toEqual([['event_changed', 8, eventId]]);
    });

    it('Retired days do not hide a deleted event, or a deleted first link', async () => {
      const eventId = await trail.eventOf(9);
      await trail.byHand(
        `DELETE FROM audit_events WHERE id = '${eventId}'`,
        'DELETE FROM audit_events WHERE id IN (SELECT event_id FROM audit_seals WHERE number = 7)',
        'DELETE FROM audit_seals WHERE number = 7',
      );
      expect(named(await trail.verify())).toEqual([
        ['seals_missing', 7, undefined],
        ['event_deleted', 9, eventId],
      ]);
    });

    it('Retired days do not hide that the newest events were cut off, down to the retirement record itself', async () => {
      await trail.byHand(
        'DELETE FROM audit_events WHERE id IN (SELECT event_id FROM audit_seals)',
        'DELETE FROM audit_seals',
      );
      expect(named(await trail.verify())).toEqual([
        ['seals_missing', 7, undefined],
        ['newest_missing', 6, undefined],
      ]);
      await trail.byHand('DELETE FROM audit_head');
      expect(kinds(await trail.verify())).toEqual(['head_changed', 'newest_missing']);
    });

    it('A new event never gets the number of a retired one', async () => {
      const id = '0192f0c1-2d3e-7a4b-8c5d-6e7f8091a2b3';
      await trail.byHand(
        `INSERT INTO audit_events (id, type, outcome, actor_kind) VALUES ('${id}', 'x', 'success', 'system')`,
        `INSERT INTO audit_seals (number, event_id, event_hash, sealed_at, hash)
         VALUES (5, '${id}', '\\x00', now(), '\\x00')`,
      );
      expect(named(await trail.verify())).toEqual([['seal_changed', 5, undefined]]);
    });

    it('A check of the audit chain finds a retirement record that was deleted or replaced by an older one', async () => {
      await trail.byHand('DELETE FROM audit_marks WHERE number = 6');
      expect(named(await trail.verify())).toEqual([['seals_missing', 4, undefined]]);
      await trail.byHand('DELETE FROM audit_marks');
      expect(named(await trail.verify())).toEqual([['seals_missing', 1, undefined]]);
    });

    it.each([
      ['its number', 'number = 7, hash = (SELECT hash FROM audit_seals WHERE number = 7)'],
      ['its hash', "hash = '\\x00'"],
      ['its author', "made_by = 'system'"],
      ['its time', "made_at = made_at - interval '1 day'"],
    ])('A retirement record is refused as forged after a change of %s', async (_what, change) => {
      await trail.byHand(`UPDATE audit_marks SET ${change} WHERE number = 6`);
      expect(kinds(await trail.verify())).toEqual(['mark_changed', 'seals_missing']);
    });

    it('A retirement record cannot be made without the secret', async () => {
      const forger = new Trail(db.database, 'another-secret-0123456789abcdefghijklmnop');
      const copy = "SELECT 'retired', 8, hash, '2026-01-03', now(), 'operator'";
      await trail.byHand(
        'DELETE FROM audit_events WHERE id IN (SELECT event_id FROM audit_seals WHERE number IN (7, 8))',
        `INSERT INTO audit_marks ${copy}, 'ffffffffffffffff', '\\x00' FROM audit_seals WHERE number = 8`,
        'DELETE FROM audit_seals WHERE number IN (7, 8)',
      );
      expect(named(await trail.verify())).toEqual([
        ['key_changed', 8, undefined],
        ['seals_missing', 7, undefined],
      ]);
      expect((await forger.verify()).start).toBeNull();
    });

    it('A head that was kept elsewhere is checked against the anchors of retired days', async () => {
      const anchor = await row<{ hash: Buffer }>(
        db.database.pool,
        "SELECT hash FROM audit_anchors WHERE day = '2026-01-01'",
      );
      const hash = anchor!.hash.toString('hex');
      expect(await trail.verify({ known: { number: 3, hash } })).toMatchObject({ findings: [] });
      const other = { number: 3, hash: '0'.repeat(64) };
      expect(kinds(await trail.verify({ known: other }))).toEqual(['seal_changed']);
    });
  });

  it('Days are retired once by several instances, while others write and seal', async () => {
    const others = [trail, new Trail(db.database), new Trail(db.database)];
    for (const other of others.slice(1)) other.clock.advanceSeconds(4 * 86_400);
    const parts = await trail.retirement.plan('2026-01-05');
    let isOver = false;
    const writing = others.map(async (each) => {
      while (!isOver) {
        await each.sealed(2);
        expect((await each.verify()).findings).toEqual([]);
      }
    });
    const retired: (number | null)[] = [];
    for (const part of parts) {
      const each = others.map((other) => other.retirement.retire(part, 'system'));
      retired.push(...(await Promise.all(each)));
    }
    isOver = true;
    await Promise.all(writing);
    expect(retired.filter((events) => events !== null)).toEqual([3, 3, 3, 3]);
    await trail.sealer.seal();
    expect(await trail.verify()).toMatchObject({ findings: [], start: { number: 12 } });
  });
});
