import { row, rows } from '#libs/database';
import { newId } from '#libs/kernel';
import { describeOnDatabases, FakeClock } from '#libs/testing';
import type { AuditEvent } from '#api/audit';
import { Audit } from '../../apps/api/src/audit/audit.service.js';
import { AuditStore } from '../../apps/api/src/audit/audit.store.js';

const clock = new FakeClock('2026-01-01T12:00:00.000Z');
const trail = new Audit(new AuditStore(), clock);

describeOnDatabases('the audit trail', (db) => {
  const written = (type: string) =>
    row<Record<string, unknown>>(db.database.pool, 'SELECT * FROM audit_events WHERE type = $1', [
      type,
    ]);

  it('The audit store keeps actor, event, time, origin and outcome', async () => {
    const [user, session, target] = [newId(), newId(), newId()];
    await trail.record(db.database.pool, {
      type: 'test.done',
      outcome: 'refused',
      actor: { kind: 'user', id: user, sessionId: session },
      target: { kind: 'role', id: target },
      code: 'PERMISSION_DENIED',
      client: { ip: '192.0.2.7', userAgent: 'curl/8.5.0', requestId: 'r-1' },
      details: { before: { n: 1 }, after: { n: 2 } },
    });
    expect(await written('test.done')).toMatchObject({
      created_at: clock.now(),
      outcome: 'refused',
      actor_kind: 'user',
      actor_id: user,
      actor_session_id: session,
      actor_token_id: null,
      target_kind: 'role',
      target_id: target,
      code: 'PERMISSION_DENIED',
      ip: '192.0.2.7',
      user_agent: 'curl/8.5.0',
      request_id: 'r-1',
      details: { before: { n: 1 }, after: { n: 2 } },
    });
  });

  it.each<[string, AuditEvent['actor']]>([
    ['a service', { kind: 'service', id: newId(), tokenId: newId() }],
    ['the operator', { kind: 'operator' }],
    ['the server', { kind: 'system' }],
    ['somebody unknown', { kind: 'anonymous' }],
  ])('The audit store keeps the event of %s', async (who, actor) => {
    await trail.record(db.database.pool, { type: who, outcome: 'success', actor });
    expect(await written(who)).toMatchObject({
      actor_kind: actor.kind,
      actor_id: 'id' in actor ? actor.id : null,
      actor_token_id: 'tokenId' in actor ? actor.tokenId : null,
      details: {},
    });
  });

  it('The audit store cuts a user agent that is longer than that of any browser', async () => {
    const client = { ip: '192.0.2.7', userAgent: 'x'.repeat(4000), requestId: 'r' };
    await trail.record(db.database.pool, {
      type: 'test.long',
      outcome: 'success',
      actor: { kind: 'system' },
      client,
    });
    expect((await written('test.long'))?.['user_agent']).toBe('x'.repeat(512));
  });

  it('An audit event is rolled back with its transaction', async () => {
    const failing = db.database.transaction(async (tx) => {
      await trail.record(tx, {
        type: 'test.undone',
        outcome: 'success',
        actor: { kind: 'system' },
      });
      throw new Error('after all not');
    });
    await expect(failing).rejects.toThrow('after all not');
    expect(await written('test.undone')).toBeNull();
  });

  it.each([
    'UPDATE audit_events SET ip = NULL',
    'DELETE FROM audit_events',
    'TRUNCATE audit_events',
  ])('The audit store refuses %s', async (sql) => {
    await expect(rows(db.database.pool, sql)).rejects.toThrow(/audit_events only grows/);
  });
});
