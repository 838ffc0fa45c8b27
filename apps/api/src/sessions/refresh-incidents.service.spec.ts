import { Metrics } from '#libs/operation';
import { FakeClock } from '../../../../libs/testing/src/fake-clock.js';
import type { Audit } from '#api/audit';
import type { UnitOfWork } from '#api/platform/changes';
import { RefreshIncidents } from './refresh-incidents.service.js';
import type { RefreshUse } from './refresh-uses.service.js';

const MINUTE_SECONDS = 60;

const ahead = {
  session: { id: 'session', userId: 'user', generation: 3 },
  shown: { generation: 9 },
  client: { ip: '192.0.2.1', userAgent: null, requestId: 'r' },
} as unknown as RefreshUse;

describe('refresh tokens that are ahead of the database', () => {
  const clock = new FakeClock();
  const metrics = new Metrics();
  const recorded: unknown[] = [];
  const unitOfWork = {
    run: (work: (unit: object) => Promise<unknown>) => work({ tx: {} }),
  } as unknown as UnitOfWork;
  const recording: Pick<Audit, 'record'> = {
    record: (_tx, event) => Promise.resolve(void recorded.push(event)),
  };
  const audit = recording as Audit;
  const incidents = new RefreshIncidents(
    unitOfWork,
    {} as never,
    {} as never,
    audit,
    clock,
    metrics,
  );

  it('a rollback is recorded for each session in the audit trail and the metrics, and once a minute in the log', async () => {
    const warned = jest.spyOn(incidents['log'], 'warn').mockReturnValue();
    for (let session = 0; session < 5; session += 1) {
      expect(await incidents.recordRollback(ahead, () => Promise.resolve('opened'))).toBe('opened');
    }
    expect(recorded).toHaveLength(5);
    expect(recorded[0]).toMatchObject({ type: 'session.rolled_back', outcome: 'incident' });
    expect(await metrics.registry.metrics()).toContain('gatehouse_sessions_rolled_back_total 5');
    expect(warned).toHaveBeenCalledTimes(1);
    clock.advanceSeconds(MINUTE_SECONDS);
    await incidents.recordRollback(ahead, () => Promise.resolve('opened'));
    expect(warned).toHaveBeenCalledTimes(2);
    expect(warned).toHaveBeenLastCalledWith(expect.stringContaining('5 session(s)'));
    clock.stepSeconds(-86_400);
    clock.advanceSeconds(MINUTE_SECONDS);
    await incidents.recordRollback(ahead, () => Promise.resolve('opened'));
    expect(warned).toHaveBeenCalledTimes(3);
  });

  it('no rollback is recorded when another use was faster', async () => {
    const before = recorded.length;
    expect(await incidents.recordRollback(ahead, () => Promise.resolve(null))).toBeNull();
    expect(recorded).toHaveLength(before);
  });
});
