import { judgeFacts, type Facts } from './check-database.js';
import { judge, unseen } from './check-proxy.js';

const NOW = new Date('2026-01-01T12:00:00Z');
const FACTS: Facts = {
  ...{ version: '17.2', version_number: 170_002, extensions: 'plpgsql', now: NOW },
  ...{ max_connections: 100, reserved: 3, role_limit: -1, database_limit: -1 },
};

const statuses = (facts: Partial<Facts>, poolMax = 10, nowMs = NOW.getTime()) =>
  Object.fromEntries(
    judgeFacts({ ...FACTS, ...facts }, poolMax, nowMs).map(({ check, status }) => [check, status]),
  );

describe('What the database tells of itself', () => {
  it('is fine when it is', () => {
    expect(statuses({})).toEqual({ database: 'ok', pool: 'ok', clock: 'ok' });
  });

  it.each<[string, Partial<Facts>, number, object]>([
    ['an old PostgreSQL', { version_number: 130_014 }, 10, { database: 'problem' }],
    ['a pool that is too large', {}, 98, { pool: 'problem' }],
    ['a pool that fills the server', {}, 60, { pool: 'warning' }],
    ['connections that are reserved', { reserved: 95 }, 10, { pool: 'problem' }],
    ['a limit of the user', { role_limit: 5 }, 10, { pool: 'problem' }],
    ['a limit of the database', { database_limit: 15 }, 10, { pool: 'warning' }],
  ])('%s is found', (_what, facts, poolMax, expected) => {
    expect(statuses(facts, poolMax)).toMatchObject(expected);
  });

  it('shows clocks that differ', () => {
    expect(statuses({}, 10, NOW.getTime() + 9_000)).toMatchObject({ clock: 'problem' });
  });
});

describe('What the server sees of a request with an invented sender', () => {
  const FORGED = '203.0.113.77';
  const direct = { address: '198.51.100.7', peer: '198.51.100.7', forwarded_for: FORGED };
  const proxied = {
    ...{ address: '198.51.100.7', peer: '10.0.0.2' },
    forwarded_for: `${FORGED}, 198.51.100.7`,
  };

  it.each([
    ['a server without a proxy', direct, false, 'ok'],
    ['a proxy that is trusted', proxied, true, 'ok'],
    ['a client whose word is believed', { ...direct, address: FORGED }, true, 'problem'],
    ['a proxy that nobody trusts', { ...proxied, address: '10.0.0.2' }, false, 'problem'],
    ['a proxy other than the trusted one', { ...proxied, address: '10.0.0.2' }, true, 'problem'],
    ['trust in a proxy that is not there', direct, true, 'warning'],
  ])('shows %s', (_what, seen, isTrusting, status) => {
    expect(judge(seen, isTrusting).status).toBe(status);
  });

  it('is guessed at where the server does not tell', () => {
    expect(unseen('https://id.example.com', false).status).toBe('problem');
    expect(unseen('http://127.0.0.1:5000', true).status).toBe('warning');
    expect(unseen('https://id.example.com', true).status).toBe('warning');
  });
});
