import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { newId } from '#libs/kernel';
import { createTestDatabase, eventually, type TestDatabase } from '#libs/testing';
import { AuditSealer } from '#api/audit';
import { SigningKeys } from '#api/signing-keys';
import { PASSWORD } from '../support/accounts.js';
import { Fixture, type SignedInUser } from './support/fixture.js';
import { withFixture } from '../support/with-fixture.js';

const ROOT = join(import.meta.dirname, '../..');
const SECRET_KEY = 'for-tests-only-0123456789abcdefghijklmnop';

interface Event {
  readonly id: string;
  readonly created_at: string;
  readonly type: string;
  readonly outcome: string;
  readonly actor: { readonly kind: string; readonly id: string | null };
  readonly target: { readonly kind: string; readonly id: string } | null;
  readonly code: string | null;
  readonly ip: string | null;
  readonly request_id: string | null;
  readonly details: Record<string, unknown>;
}

interface Page {
  readonly events: Event[];
  readonly next_cursor: string | null;
}

describe('the audit trail', () => {
  let database: TestDatabase;
  let fixture: Fixture;
  let person: SignedInUser;

  withFixture(async (opened) => {
    database = opened.add(await createTestDatabase());
    fixture = opened.add(await Fixture.open({ database, env: { SECRET_KEY } }));
    person = await fixture.person();
  }, 60_000);

  const read = async (query = ''): Promise<Event[]> =>
    (await fixture.asAdmin<Page>('GET', `/api/audit${query}`)).body.events;
  const newest = async (type: string): Promise<Event | undefined> =>
    (await read(`?type=${type}&limit=1`))[0];

  it('The audit trail is read by holders of audit:read, and by no other user', async () => {
    const reader = await fixture.person();
    await fixture.assign(reader, fixture.authServiceId, 'readonly');
    for (const path of ['/api/audit', '/api/audit/export']) {
      const { status, body } = await fixture.as(reader, 'GET', path);
      expect([status, body['message']]).toEqual([403, 'Permission denied: audit:read required']);
      expect((await fixture.app.get(path)).status).toBe(401);
      expect((await fixture.asAdmin('GET', path)).status).toBe(200);
    }
  });

  it.each([
    '2026-W48',
    '2026-W48-3',
    '2026-329',
    '20261125',
    '2026-11-25T10',
    '2026-11-25T10:00:00',
    '2026-02-30',
  ])('The audit trail refuses an invalid time, in the export too: %s', async (time) => {
    for (const path of ['/api/audit', '/api/audit/export']) {
      for (const bound of ['from', 'to']) {
        const { status, body } = await fixture.asAdmin('GET', `${path}?${bound}=${time}`);
        expect([status, body['code']]).toEqual([400, 'VALIDATION_FAILED']);
        expect(body['errors']).toMatchObject([{ field: bound, code: 'INVALID_TIME' }]);
      }
    }
  });

  it('The audit trail is filtered by a day or by a time with its zone', async () => {
    for (const past of ['1999-12-31', '1999-12-31T23:59:59Z', '1999-12-31T23:59:59%2B02:00']) {
      expect(await read(`?to=${past}`)).toEqual([]);
      expect(await read(`?from=${past}`)).not.toEqual([]);
    }
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
    'The database refuses a change of the audit trail: %s',
    async (method) => {
      const event = (await read('?limit=1'))[0];
      for (const path of ['/api/audit', `/api/audit/${event?.id}`]) {
        const { status } = await fixture.asAdmin(method, path, {});
        expect([404, 405]).toContain(status);
      }
      expect(await read(`?type=${event?.type}`)).toContainEqual(event);
    },
  );

  describe('recorded events', () => {
    it('The audit trail records each sign-in, and each refused one', async () => {
      const ip = '127.0.0.1';
      await fixture.signIn(person.email);
      expect(await newest('login.succeeded')).toMatchObject({
        outcome: 'success',
        actor: { kind: 'user', id: person.id },
        ip,
      });
      const requestId = newId();
      const wrong = { email: person.email, password: 'not the password at all' };
      const headers = { 'x-request-id': requestId };
      await fixture.app.post('/api/auth/login', wrong, { headers });
      const [refused] = await read(`?request_id=${requestId}`);
      expect(refused).toMatchObject({
        type: 'login.failed',
        outcome: 'refused',
        actor: { kind: 'anonymous' },
        target: { kind: 'user', id: person.id },
        code: 'INVALID_CREDENTIALS',
        ip,
      });
    });

    it('The audit trail records each change of a role and each assignment, with before and after', async () => {
      const service = await fixture.service();
      const made = await fixture.asAdmin<{ role_id: string }>(
        'POST',
        `/api/roles/service/${service}`,
        {
          name: 'reader',
        },
      );
      const role = made.body.role_id;
      await fixture.asAdmin('PUT', `/api/roles/${role}`, { name: 'viewer' });
      await fixture.asAdmin('POST', `/api/roles/user/${person.id}/service/${service}/role/${role}`);
      const types = (await read(`?target_id=${role}`)).map(({ type }) => type);
      expect(types).toEqual(['role.updated', 'role.created']);
      expect((await newest('role.updated'))?.details).toMatchObject({
        before: { name: 'reader' },
        after: { name: 'viewer' },
      });
      const about = await read(`?user_id=${person.id}&limit=1`);
      expect(about[0]).toMatchObject({
        actor: { id: fixture.admin.id },
        target: { id: person.id },
      });
    });

    it('The audit trail records each application token and its end, without the token', async () => {
      const { id, token } = await fixture.appToken(await fixture.service());
      await fixture.asAdmin('POST', `/api/tokens/${id}/revoke`);
      const events = await read(`?target_id=${id}`);
      expect(events).toHaveLength(2);
      expect(events.map(({ actor }) => actor.id)).toEqual([fixture.admin.id, fixture.admin.id]);
      expect(JSON.stringify(await read('?limit=200'))).not.toContain(token.slice(0, 20));
    });

    it('The audit trail records a changed password, and a refresh token that was used twice', async () => {
      const other = await fixture.person();
      await fixture.app.post(
        '/api/auth/change-password',
        { current_password: PASSWORD, new_password: 'another long password' },
        { token: other.token },
      );
      const { refreshToken, id } = await fixture.signIn(other.email, 'another long password');
      const refresh = (refresh_token: string) =>
        fixture.app.post<{ refresh_token: string }>('/api/auth/refresh', { refresh_token });
      const second = await refresh(refreshToken);
      await refresh(second.body.refresh_token);
      await refresh(refreshToken);
      const found = await read(`?user_id=${id}`);
      const types = found.map(({ type }) => type);
      expect(types).toEqual(
        expect.arrayContaining(['user.password_changed', 'refresh_token.reused']),
      );
      expect(await read(`?user_id=${id}&outcome=incident`)).toHaveLength(1);
    });

    it('The audit trail records a replaced signing key', async () => {
      await fixture.app.nest.get(SigningKeys, { strict: false }).rotate({ now: false });
      expect(await newest('signing_keys.rotated')).toMatchObject({
        actor: { kind: 'operator' },
        target: { kind: 'signing_key' },
      });
    });

    it('The audit trail records forbidden calls, up to a number a minute', async () => {
      const stranger = await fixture.person();
      const target = newId();
      const { status } = await fixture.as(stranger, 'DELETE', `/api/users/${target}`);
      expect(status).toBe(403);
      const path = `/api/audit?actor_id=${stranger.id}&type=access.refused&limit=200`;
      const refused = () => fixture.asAdmin<Page>('GET', path).then(({ body }) => body.events);
      const [first] = await eventually(
        async () => (await refused()).length > 0 && (await refused()),
      );
      expect(first).toMatchObject({
        outcome: 'refused',
        actor: { kind: 'user', id: stranger.id },
        code: 'PERMISSION_DENIED',
        details: { call: 'DELETE /api/users/:user_id', missing: 'user:delete' },
      });
      await Promise.all(
        Array.from({ length: 60 }, () => fixture.as(stranger, 'GET', '/api/audit')),
      );
      await eventually(async () => (await refused()).length === 20);
    });
  });

  describe('listing', () => {
    it('The audit trail is listed newest first, each event once, page by page', async () => {
      const seen: string[] = [];
      let cursor: string | null = null;
      const to = new Date().toISOString();
      do {
        const next: string = cursor === null ? '' : `&cursor=${cursor}`;
        const { body } = await fixture.asAdmin<Page>('GET', `/api/audit?limit=3&to=${to}${next}`);
        seen.push(...body.events.map(({ id }) => id));
        cursor = body.next_cursor;
      } while (cursor !== null);
      const all = await read(`?limit=200&to=${to}`);
      expect(seen).toEqual(all.map(({ id }) => id));
      const times = all.map(({ created_at }) => created_at);
      expect(times).toEqual([...times].sort().reverse());
    });

    it('The audit trail is listed by time, outcome and actor', async () => {
      const all = await read('?limit=200');
      const [first, last] = [all.at(-1)?.created_at ?? '', all[0]?.created_at ?? ''];
      expect(await read(`?from=${last}&to=${first}`)).toEqual([]);
      expect((await read(`?from=${last}`)).length).toBeGreaterThan(0);
      const refused = await read('?outcome=refused&limit=200');
      expect(refused.length).toBeGreaterThan(0);
      expect(refused.every(({ outcome }) => outcome === 'refused')).toBe(true);
      const ours = await read(`?actor_id=${person.id}&limit=200`);
      expect(ours.every(({ actor }) => actor.id === person.id)).toBe(true);
    });

    it.each([
      '?outcome=maybe',
      '?from=yesterday',
      '?actor_id=1',
      '?cursor=x',
      '?limit=0',
      '?type=%00',
    ])('The audit trail is not listed for %s', async (query) => {
      expect((await fixture.asAdmin('GET', `/api/audit${query}`)).status).toBe(400);
    });
  });

  it('The audit trail is exported line by line, and the export is recorded', async () => {
    const answer = await fixture.asAdmin('GET', '/api/audit/export?type=login.succeeded');
    expect(answer.headers['content-type']).toBe('application/x-ndjson');
    const lines = answer.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Event);
    expect(lines).toEqual(await read('?type=login.succeeded&limit=200'));
    expect(await newest('audit.exported')).toMatchObject({
      actor: { id: fixture.admin.id },
      details: { filter: { type: 'login.succeeded' } },
    });
  });

  it('A HEAD request exports nothing of the audit trail and leaves no row', async () => {
    const exports = async () => (await read('?type=audit.exported&limit=200')).length;
    const before = await exports();
    const answer = await fixture.asAdmin('HEAD', '/api/audit/export');
    expect([answer.status, answer.text]).toEqual([200, '']);
    expect(answer.headers['content-type']).toBe('application/x-ndjson');
    expect(await exports()).toBe(before);
  });

  it('The audit trail is exported whole when it is longer than a page', async () => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(
      `INSERT INTO audit_events (id, created_at, type, outcome, actor_kind)
       SELECT gen_random_uuid(), now() - interval '1 hour', 'test.bulk', 'success', 'system'
         FROM generate_series(1, 1501)`,
    );
    await client.end();
    const { text } = await fixture.asAdmin('GET', '/api/audit/export?type=test.bulk');
    const ids = text
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as Event).id);
    expect([ids.length, new Set(ids).size]).toEqual([1501, 1501]);
  });

  describe('gatehouse audit verify', () => {
    /** Without a `.env` file. */
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-audit-'));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    const verify = (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
      new Promise((resolve) => {
        const env = { PATH: process.env['PATH'], DATABASE_URL: database.url, SECRET_KEY };
        const program = [join(ROOT, 'bin/gatehouse.js'), 'audit', 'verify', ...args];
        execFile(process.execPath, program, { cwd: folder, env }, (error, stdout, stderr) =>
          resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
        );
      });

    it('gatehouse audit verify names a row that was changed by hand', async () => {
      if (!existsSync(join(ROOT, 'dist/apps/cli/src/main.js'))) {
        throw new Error('The command line is not built: npm run build');
      }
      await fixture.app.nest.get(AuditSealer, { strict: false }).seal();
      const whole = await verify();
      expect([whole.code, whole.stderr]).toEqual([0, '']);
      expect(whole.stdout).toMatch(/^\d+ events checked: as written\nHead: \d+:[0-9a-f]{64}\n$/);
      const head = whole.stdout.trimEnd().split(' ').at(-1) ?? '';
      expect((await verify('--head', head)).code).toBe(0);

      const event = await newest('login.failed');
      const client = new pg.Client({ connectionString: database.url });
      await client.connect();
      const change = (ip: string) =>
        client.query(
          `BEGIN; ALTER TABLE audit_events DISABLE TRIGGER audit_events_only_grow;
           UPDATE audit_events SET ip = '${ip}' WHERE id = '${event?.id}';
           ALTER TABLE audit_events ENABLE TRIGGER audit_events_only_grow; COMMIT`,
        );
      await change('192.0.2.99');
      const { code, stdout } = await verify('--json');
      await change('127.0.0.1');
      await client.end();
      expect(code).toBe(3);
      expect(JSON.parse(stdout)).toMatchObject({
        intact: false,
        findings: [{ kind: 'event_changed', event_id: event?.id }],
      });
      expect((await verify()).code).toBe(0);
    }, 60_000);

    it.each([[['--from', '1.1.2026']], [['--to', '2026-02-30']], [['--head', '5']], [['--all']]])(
      'gatehouse audit verify refuses the arguments %j',
      async (args) => {
        expect((await verify(...args)).code).toBe(2);
      },
      60_000,
    );
  });
});
