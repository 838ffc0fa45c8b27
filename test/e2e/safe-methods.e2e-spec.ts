import { eventually } from '#libs/testing';
import { FilledFixture } from './support/filled-fixture.js';
import { withFixture } from '../support/with-fixture.js';

/** Tables that reading is allowed to change: counters, and the record that the trail was read. */
const RECORDS = [
  'app_token_usage',
  'daily_statistics',
  'active_sessions_by_day',
  'active_users_by_day',
  'new_accounts_by_day',
  'audit_events',
  'audit_seals',
  'audit_queue',
];

describe('reading', () => {
  let filled: FilledFixture;
  withFixture(async (opened) => {
    filled = opened.add(await FilledFixture.open());
  }, 120_000);

  const counts = async (): Promise<Record<string, number>> => {
    const tables = await filled.rows<{ name: string }>(
      `SELECT relname AS name FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1`,
    );
    const kept = tables.filter(({ name }) => !RECORDS.includes(name));
    const union = kept.map(({ name }) => `SELECT '${name}' AS name, count(*)::int FROM "${name}"`);
    const counted = await filled.rows<{ name: string; count: number }>(union.join(' UNION ALL '));
    return Object.fromEntries(counted.map(({ name, count }) => [name, count]));
  };

  const events = () =>
    filled.rows<{ id: string; type: string }>('SELECT id::text AS id, type FROM audit_events');

  it('A GET or HEAD request of an administrator changes nothing on any route', async () => {
    const routes = filled.readings();
    expect(routes.length).toBeGreaterThan(30);
    // The first seal of the trail creates the row of its head.
    await eventually(async () => (await counts())['audit_head'] === 1);
    const before = await counts();
    const faults: string[] = [];
    const recorded = new Set((await events()).map(({ id }) => id));
    for (const method of ['GET', 'HEAD']) {
      for (const route of routes) {
        const { status } = await filled.call(method, route);
        if (status >= 500) faults.push(`${method} ${route.path}: ${status}`);
      }
    }
    expect(faults).toEqual([]);
    expect(await counts()).toEqual(before);
    const added = (await events()).filter(({ id }) => !recorded.has(id));
    expect(new Set(added.map(({ type }) => type))).toEqual(new Set(['audit.exported']));
  }, 120_000);

  it('A mailed link stays unused when it is read with HEAD or with a browser', async () => {
    const { app } = filled.fixture;
    const email = 'mailed@example.org';
    await app.post('/api/auth/register', { email, password: 'a long enough password' });
    const token = await eventually(async () => {
      const { body } = await app.get<{ mails: { text: string; to: string }[] }>('/dev/mail', {
        headers: { accept: 'application/json' },
      });
      const text = body.mails.find(({ to }) => to === email)?.text ?? '';
      const found = /token=([\w-]{43})/.exec(text)?.[1];
      if (!found) throw new Error('No mail yet');
      return found;
    });
    const link = `/api/auth/verify-email/${token}`;
    await app.call('HEAD', link);
    await app.get(link, { headers: { accept: 'text/html' } });
    await app.get(`/verify-email?token=${token}`, { headers: { accept: 'text/html' } });
    const [user] = await filled.rows('SELECT is_email_verified FROM users WHERE email = $1', [
      email,
    ]);
    expect(user).toEqual({ is_email_verified: false });
    expect((await app.get(link, { headers: { accept: 'application/json' } })).status).toBe(200);
  });
});
