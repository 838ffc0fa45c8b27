import type { AccessRule, PermissionRule } from '#libs/access';
import { newId } from '#libs/kernel';
import { listDeclaredRoutes, type DeclaredRoute } from '#libs/testing';
import { allHolders, mayCall, type Holder } from './support/holders.js';
import { Fixture, type SignedInUser } from './support/fixture.js';
import { withFixture } from '../support/with-fixture.js';

describe('access to routes', () => {
  let fixture: Fixture;
  let own: string;
  let routes: DeclaredRoute[];
  let holders: Holder[];

  withFixture(async (opened) => {
    fixture = opened.add(await Fixture.open());
    own = await fixture.service('own');
    const foreign = await fixture.service('foreign');
    routes = listDeclaredRoutes(fixture.app.nest);
    holders = await allHolders(fixture, { own, foreign });
  }, 120_000);

  /** An existing resource of the own service for each path parameter; the other parameters do not exist. */
  async function targetOf(rule: PermissionRule): Promise<{ parameter?: string; id: string }> {
    const [kind, parameter] = (rule.service ?? ':').split(':');
    const found = { ...(parameter !== undefined && parameter !== '' && { parameter }) };
    if (kind === 'role') return { ...found, id: await fixture.role(own, 'user') };
    if (kind === 'token') return { ...found, id: (await fixture.appToken(own)).id };
    return { ...found, id: own };
  }

  async function call(
    route: DeclaredRoute,
    rule: PermissionRule,
    who: SignedInUser,
  ): Promise<number> {
    const { parameter, id } = await targetOf(rule);
    const isInPath = parameter !== undefined && route.path.includes(`:${parameter}`);
    const path = route.path.replace(/:(\w+)/g, (_match, name: string) =>
      name === parameter ? id : newId(),
    );
    const query = rule.service?.startsWith('query:') ? `?${parameter}=${own}` : '';
    const body = parameter === undefined || isInPath ? {} : { [parameter]: id };
    const { status } = await fixture.as(
      who,
      route.method,
      path + query,
      /GET|DELETE/.test(route.method) ? undefined : body,
    );
    return status;
  }

  it('Every route of the running server declares its access', () => {
    expect(routes.length).toBeGreaterThan(40);
    expect(routes.filter(({ access }) => !access).map(({ name }) => name)).toEqual([]);
  });

  it('The declared access holds for every role, every route, and the own and a foreign service', async () => {
    const wrong: string[] = [];
    const guarded = routes.flatMap((route) =>
      route.access?.kind === 'permission' ? [{ route, rule: route.access }] : [],
    );
    expect(guarded.length).toBeGreaterThan(20);
    for (const { route, rule } of guarded) {
      for (const holder of holders) {
        const status = await call(route, rule, holder.user);
        const isAllowed = status !== 403 && status !== 401;
        if (isAllowed !== mayCall(rule, holder)) {
          wrong.push(`${route.method} ${route.path} by ${holder.title}: ${status}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  }, 180_000);

  it('A route whose target exists answers 200 to each role that may call it and 403 to each that may not', async () => {
    const member = await fixture.person();
    await fixture.assign(member, own, 'user');
    const permission = await fixture.asAdmin<{ permission_id: string }>(
      'POST',
      `/api/roles/service/${own}/permissions`,
      { name: 'orders:read' },
    );
    const there: Record<string, string> = {
      user_id: member.id,
      service_id: own,
      role_id: await fixture.role(own, 'user'),
      token_id: (await fixture.appToken(own)).id,
      permission_id: permission.body.permission_id,
    };
    // Requests that change nothing when they have no field.
    const harmless = routes.flatMap(({ method, path, access }) => {
      const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name ?? '');
      const isCallable = /^(GET|PUT|PATCH)$/.test(method) && names.every((name) => name in there);
      return isCallable && access?.kind === 'permission' ? [{ method, path, rule: access }] : [];
    });
    expect(harmless.length).toBeGreaterThan(12);
    const wrong: string[] = [];
    for (const { method, path, rule } of harmless) {
      const [kind, parameter] = (rule.service ?? ':').split(':');
      const query = kind === 'query' ? `?${parameter}=${own}` : '';
      const target = path.replace(/:(\w+)/g, (_match, name: string) => there[name] ?? '') + query;
      const expected = (holder: Holder) => (mayCall(rule, holder) ? 200 : 403);
      for (const holder of holders) {
        const { status } = await fixture.as(
          holder.user,
          method,
          target,
          method === 'GET' ? undefined : {},
        );
        if (status !== expected(holder))
          wrong.push(`${method} ${path} by ${holder.title}: ${status}`);
      }
    }
    expect(wrong).toEqual([]);
  }, 180_000);

  it('Every user may read their own permissions, and no user those of another', async () => {
    const [one, other] = [await fixture.person(), await fixture.person()];
    await fixture.assign(one, own, 'user');
    for (const path of ['', '/permissions']) {
      const of = (user: SignedInUser) => `/api/roles/user/${user.id}/service/${own}${path}`;
      expect((await fixture.as(one, 'GET', of(one))).status).toBe(200);
      expect((await fixture.as(other, 'GET', of(one))).status).toBe(403);
      expect((await fixture.as(one, 'GET', of(other))).status).toBe(403);
    }
  });

  it('A route for users refuses a missing token, a token of a service and a false token', async () => {
    const { token } = await fixture.appToken(own);
    const needsUser = (rule: AccessRule | undefined) =>
      rule?.kind === 'permission' || rule?.kind === 'signed-in';
    for (const route of routes.filter(({ access }) => needsUser(access))) {
      const path = route.path.replace(/:(\w+)/g, newId());
      for (const given of [undefined, token, 'x.y.z']) {
        const { status } = await fixture.app.call(
          route.method,
          path,
          given === undefined ? {} : { token: given },
        );
        expect([route.name, given?.slice(0, 3), status]).toEqual([
          route.name,
          given?.slice(0, 3),
          401,
        ]);
      }
    }
  });

  it('A route for services refuses users', async () => {
    for (const route of routes.filter(({ access }) => access?.kind === 'app-token')) {
      const { status } = await fixture.asAdmin(
        route.method,
        route.path,
        route.method === 'GET' ? undefined : {},
      );
      expect([route.name, status]).toEqual([route.name, 401]);
    }
  });
});
