import { judgeFacts, type Facts } from './check-database.js';

const NOW = new Date('2026-01-01T12:00:00Z');
const FACTS: Facts = {
  ...{ version: '17.2', version_number: 170_002, extensions: 'plpgsql', now: NOW },
  ...{ max_connections: 100, reserved: 3, role_limit: -1, database_limit: -1 },
};

const statuses = (facts: Partial<Facts>, poolMax = 10, nowMs = NOW.getTime()) =>
  Object.fromEntries(
    judgeFacts({ ...FACTS, ...facts }, poolMax, nowMs).map(({ check, status }) => [check, status]),
  );

describe('the checks of the database', () => {
  it('a database without faults passes all checks', () => {
    expect(statuses({})).toEqual({ database: 'ok', pool: 'ok', clock: 'ok' });
  });

  it.each<[string, Partial<Facts>, number, object]>([
    ['an old PostgreSQL', { version_number: 130_014 }, 10, { database: 'problem' }],
    ['a pool that is too large', {}, 98, { pool: 'problem' }],
    ['a pool that fills the server', {}, 60, { pool: 'warning' }],
    ['connections that are reserved', { reserved: 95 }, 10, { pool: 'problem' }],
    ['a limit of the user', { role_limit: 5 }, 10, { pool: 'problem' }],
    ['a limit of the database', { database_limit: 15 }, 10, { pool: 'warning' }],
  ])('the checks of the database find %s', (_what, facts, poolMax, expected) => {
    expect(statuses(facts, poolMax)).toMatchObject(expected);
  });

  it('clocks that differ are a problem', () => {
    expect(statuses({}, 10, NOW.getTime() + 9_000)).toMatchObject({ clock: 'problem' });
  });
});
