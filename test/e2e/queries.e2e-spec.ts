import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { PASSWORD } from '../support/accounts.js';
import { FilledFixture } from './support/filled-fixture.js';
import { withFixture } from '../support/with-fixture.js';

interface Asked {
  readonly text: string;
  readonly values: readonly unknown[];
}

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Filter?: string;
  readonly Plans?: readonly Plan[];
}

/** Tables that may be read as a whole, with the reasons. */
const WHOLE: Readonly<Record<string, string>> = {
  installation: 'has one row',
  audit_head: 'has one row',
  account_mail_requests: 'is a queue, walked in its order to the first that is due',
  open_session_counts: 'is folded into one row all the time, and all of it is wanted',
  new_accounts_by_day: 'is emptied into the daily counts all the time, and all of it is wanted',
  signing_keys: 'has a handful of rows, and all of them are wanted',
  migrations: 'has a row for each migration, and all of them are wanted',
};

const UP = join(import.meta.dirname, '../../migrations/up');
const migrations = readdirSync(UP).map((name) => readFileSync(join(UP, name), 'utf8'));

const asked = new Map<string, Asked>();

/** Every statement of every connection, once, with its values. */
function record(): void {
  const real = pg.Client.prototype.query as (...given: unknown[]) => unknown;
  jest.spyOn(pg.Client.prototype, 'query').mockImplementation(function (
    this: pg.Client,
    ...given: unknown[]
  ) {
    const [first, second] = given as [string | { text?: string }, unknown];
    const text = typeof first === 'string' ? first : (first.text ?? '');
    const values = Array.isArray(second) ? (second as unknown[]) : [];
    if (/^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b/i.test(text)) asked.set(text, { text, values });
    return real.apply(this, given);
  });
}

const nodes = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)];

/**
 * Whether a plan node reads a whole table: without an index, or a whole index without a condition, unless the index is
 * partial.
 */
function isWhole(node: Plan, partial: ReadonlySet<string>): boolean {
  const kind = node['Node Type'];
  if (kind === 'Seq Scan') return true;
  const chooses = node['Index Cond'] !== undefined || partial.has(node['Index Name'] ?? '');
  return kind.startsWith('Index') && !chooses && node.Filter !== undefined;
}

describe('queries', () => {
  let filled: FilledFixture;
  withFixture(async (opened) => {
    record();
    filled = opened.add(await FilledFixture.open());
  }, 120_000);

  /** The typical requests of users, administrators and services. */
  const useEverything = async () => {
    const { fixture, person } = filled;
    for (const route of filled.readings()) await filled.call('GET', route);
    await fixture.as(person, 'PATCH', '/api/auth/me', { first_name: 'Ann' });
    await fixture.app.post('/api/auth/refresh', { refresh_token: person.refreshToken });
    await fixture.app.post('/api/password/forgot', { email: person.email });
    await fixture.app.post('/api/auth/resend-verification', { email: person.email });
    await fixture.app.post('/api/auth/login', { email: person.email, password: 'wrong' });
    const headers = { 'idempotency-key': 'once' };
    const someone = { email: 'someone@example.org', password: 'a long enough password' };
    await fixture.app.post('/api/auth/register', someone, { headers });
    await fixture.app.post('/api/auth/register', someone, { headers });
    const second = await fixture.signIn(person.email);
    await fixture.as(second, 'DELETE', '/api/auth/sessions');
    const passwords = {
      current_password: PASSWORD,
      new_password: 'another one, long',
    };
    await fixture.as(second, 'POST', '/api/auth/change-password', passwords);
    await fixture.as(second, 'POST', '/api/auth/logout');
    await fixture.asAdmin('PATCH', `/api/users/${person.id}`, { is_active: false });
  };

  const planOf = async ({ text, values }: Asked): Promise<Plan> => {
    const [found] = await filled.rows<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
      `EXPLAIN (FORMAT JSON) ${text}`,
      values,
    );
    if (!found) throw new Error(`No plan: ${text}`);
    return found['QUERY PLAN'][0].Plan;
  };

  it('Queries find their rows by an index, but for the few that read a whole table', async () => {
    await useEverything();
    jest.restoreAllMocks();
    await filled.db.query('SET enable_seqscan = off');
    const partial = new Set(
      (
        await filled.rows<{ name: string }>(
          `SELECT indexrelid::regclass::text AS name FROM pg_index WHERE indpred IS NOT NULL`,
        )
      ).map(({ name }) => name),
    );
    const ours = [...asked.values()].filter(
      ({ text }) =>
        !/pg_|information_schema/.test(text) && !migrations.some((sql) => sql.includes(text)),
    );
    expect(ours.length).toBeGreaterThan(80);
    const whole: string[] = [];
    for (const statement of ours) {
      const found = nodes(await planOf(statement)).filter((node) => isWhole(node, partial));
      for (const { 'Relation Name': table = '?', 'Node Type': kind } of found) {
        if (WHOLE[table]) continue;
        whole.push(`${kind} of ${table}: ${statement.text.replace(/\s+/g, ' ').slice(0, 300)}`);
      }
    }
    expect(whole).toEqual([]);
  }, 120_000);
});
