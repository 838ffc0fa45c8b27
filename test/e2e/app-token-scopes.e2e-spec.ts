import { BUILT_IN_PERMISSIONS } from '#libs/access';
import { listDeclaredRoutes } from '#libs/testing';
import { followFeed } from '../contract/guard-feed-client.js';
import { FilledFixture } from './support/filled-fixture.js';
import type { Fixture } from './support/fixture.js';
import { withFixture } from '../support/with-fixture.js';

const MANIFEST_WRITE = 'manifest:write';
/** Scopes that look like a wildcard or like permissions of users. */
const OTHERS = [
  ...BUILT_IN_PERMISSIONS,
  ...[
    '*',
    'manifest:*',
    'manifest',
    'manifest:read',
    'Manifest:Write',
    'manifest:write:x',
    'admin',
  ],
];

/** An application token is valid for its scopes, in its own service, and for no act of a user. */
describe('an application token', () => {
  let filled: FilledFixture;
  let fixture: Fixture;
  let own: string;
  let other: string;

  withFixture(async (opened) => {
    filled = opened.add(await FilledFixture.open());
    ({ fixture } = filled);
    own = await fixture.service('own');
    other = await fixture.service('other');
  }, 120_000);

  const tokenOf = async (service: string, scopes: readonly string[]) =>
    (await fixture.appToken(service, { scopes })).token;

  /** Everything that the call could have changed. */
  const state = () =>
    filled.rows(`SELECT
      (SELECT count(*) FROM app_tokens)::int AS tokens,
      (SELECT string_agg(scopes::text, ',' ORDER BY id) FROM app_tokens) AS scopes,
      (SELECT count(*) FROM app_tokens WHERE is_active)::int AS good,
      (SELECT count(*) FROM roles)::int AS roles,
      (SELECT count(*) FROM role_permissions)::int AS held,
      (SELECT count(*) FROM permissions)::int AS permissions,
      (SELECT count(*) FROM services)::int AS services,
      (SELECT count(*) FROM users)::int AS users,
      (SELECT count(*) FROM sessions WHERE ended_at IS NULL)::int AS sessions,
      (SELECT count(*) FROM user_service_roles)::int AS assignments`);

  it('An application token without the scope of a route is refused there, whatever its other scopes are called, and changes nothing', async () => {
    const demanding = listDeclaredRoutes(fixture.app.nest).filter(
      ({ access }) => access?.kind === 'app-token' && access.scopes.length > 0,
    );
    expect(demanding.length).toBeGreaterThan(0);
    const token = await tokenOf(own, OTHERS);
    const body = { permissions: [{ name: 'orders:read' }] };
    const before = await state();
    for (const { method, path } of demanding) {
      const { status, body: refusal } = await fixture.app.call(method, path, { token, body });
      expect([path, status, refusal['message']]).toEqual([
        path,
        403,
        `Permission denied: scope ${MANIFEST_WRITE} required`,
      ]);
    }
    expect(await state()).toEqual(before);
  });

  it('An application token with all scopes is refused where a user is required: it mints no token, and changes no user or session', async () => {
    const token = await tokenOf(own, [MANIFEST_WRITE, ...OTHERS]);
    const body = { service_id: own, name: 'stronger', scopes: [MANIFEST_WRITE] };
    const forUsers = listDeclaredRoutes(fixture.app.nest).filter(
      ({ access }) => access?.kind === 'permission' || access?.kind === 'signed-in',
    );
    expect(forUsers.length).toBeGreaterThan(35);
    const before = await state();
    const opened: string[] = [];
    for (const route of forUsers) {
      const path = filled.pathOf(route);
      const sent = /GET|DELETE/.test(route.method) ? {} : { body };
      const { status } = await fixture.app.call(route.method, path, { token, ...sent });
      if (status !== 401) opened.push(`${route.method} ${path}: ${status}`);
    }
    expect(opened).toEqual([]);
    expect(await state()).toEqual(before);
  });

  it('An application token writes the manifest of its own service alone, whichever service the call names', async () => {
    const token = await tokenOf(own, [MANIFEST_WRITE]);
    const rolesOf = (id: string) => fixture.asAdmin('GET', `/api/roles/service/${id}`);
    const before = (await rolesOf(other)).body;
    const manifest = {
      permissions: [{ name: 'mine:read' }],
      roles: [{ name: 'mine', permissions: ['mine:read'] }],
    };
    const put = (query: string, more: object) =>
      fixture.app.put<{ service?: { id: string } }>(
        `/api/services/manifest${query}`,
        { ...manifest, ...more },
        { token },
      );
    const answers = [
      await put(`?service_id=${other}`, {}),
      await put('', { service_id: other }),
      await put('', { service: { id: other, name: 'other' } }),
      await put('', {}),
    ];
    for (const { status, body } of answers) {
      expect([200, 400]).toContain(status);
      if (status === 200) expect(body.service?.id).toBe(own);
    }
    expect(answers.at(-1)?.status).toBe(200);
    expect((await rolesOf(other)).body).toEqual(before);
  });

  it('An application token is told the permissions of users in its own service alone, and changes there alone', async () => {
    const token = await tokenOf(own, [MANIFEST_WRITE, ...OTHERS]);
    const person = await fixture.person();
    const feed = await followFeed(fixture.app.url, token);
    await feed.until('ready');
    await fixture.assign(person, other, 'admin');
    const asked = `/api/guard/permissions?user=${person.id}&service_id=${other}&service=${other}`;
    const { status, body } = await fixture.app.get(asked, { token });
    if (status === 200) expect(body).toMatchObject({ permissions: [], roles: [], role_ids: [] });
    else expect(status).toBe(400);
    const plain = await fixture.app.get(`/api/guard/permissions?user=${person.id}`, { token });
    expect(plain.body).toMatchObject({ service: { id: own }, permissions: [], roles: [] });
    await fixture.assign(person, own, 'readonly');
    await feed.until('permissions_changed', ({ service_id }) => service_id === own);
    feed.close();
    const told = feed.events.filter(({ event }) => event === 'permissions_changed');
    expect(told.filter(({ data }) => data['service_id'] !== own)).toEqual([]);
  });
});
