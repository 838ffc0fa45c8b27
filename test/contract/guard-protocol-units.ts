import { randomUUID } from 'node:crypto';
import { HttpAuthority } from '../../libs/guard/src/core/http-authority.js';
import { toLeveledSet } from '../../libs/guard/src/core/permission-sets.js';
import { holdsAt } from '../../libs/guard/src/core/unit-rights.js';
import type { Talk } from './guard-protocol-manifest.js';

/** The part of the protocol about roles that are held at units of organizations. */
export function describeUnits({ server, call, follow }: Talk): void {
  describe('roles at units', () => {
    const rightsOf = async (userId: string, more = '') =>
      (await call(`/api/guard/permissions?user=${userId}&units=true${more}`)).body;
    const where = async (userId: string, permission: string, more = '') =>
      (await call(`/api/guard/units/where?user=${userId}&permission=${permission}${more}`)).body;
    const pathsOf = async (...ids: string[]) =>
      (await call(`/api/guard/units?ids=${ids.join(',')}`)).body['units'];
    const sorted = (...ids: string[]) => [...ids].sort();
    const authority = () =>
      new HttpAuthority({
        url: server().url,
        appToken: server().appToken,
        timeoutMs: 10_000,
        fetch: (...args) => fetch(...args),
      });

    /** A company of three levels, and a unit beside the middle one. */
    const aCompany = async () => {
      const root = await server().addUnit(null);
      const middle = await server().addUnit(root);
      const leaf = await server().addUnit(middle);
      const beside = await server().addUnit(root);
      return { root, middle, leaf, beside };
    };
    const anEditor = async (name: string, requiresMfa = false) => {
      const company = await aCompany();
      const { userId } = await server().signIn();
      const roleId = await server().setRole(name, ['u:read', 'u:write'], { requiresMfa });
      await server().addMember(company.root, userId);
      await server().assignRoleAt(company.middle, name, userId);
      return { ...company, userId, roleId };
    };

    it.each([
      '/api/guard/units',
      '/api/guard/units?ids=',
      '/api/guard/units?ids=a,,b',
      '/api/guard/units?ids=a&ids=b',
      `/api/guard/units?ids=${Array.from({ length: 101 }, () => 'a').join(',')}`,
      `/api/guard/units?ids=${'a'.repeat(101)}`,
      '/api/guard/units/where?user=x',
      '/api/guard/units/where?permission=x',
      '/api/guard/units/where?user=x&permission=y&limit=0',
      '/api/guard/units/where?user=x&permission=y&limit=10001',
      '/api/guard/units/where?user=x&permission=y&acr=aal3',
    ])('%s answers 400', async (path) => {
      expect((await call(path)).status).toBe(400);
    });

    it.each(['/api/guard/units?ids=x', '/api/guard/units/where?user=x&permission=y'])(
      '%s without a good application token answers 401',
      async (path) => {
        expect((await call(path, { bearer: null })).status).toBe(401);
        expect((await call(path, { bearer: 'gh_unknown' })).status).toBe(401);
      },
    );

    it('The paths lead from the unit to its organization; what is no unit is left out', async () => {
      const { root, middle, leaf } = await aCompany();
      expect(await pathsOf(leaf, root, leaf, randomUUID(), 'x')).toEqual(
        [
          { id: leaf, path: [leaf, middle, root] },
          { id: root, path: [root] },
        ].sort((a, b) => (a.id < b.id ? -1 : 1)),
      );
    });

    it('The answer has the roles at units, and the units of which the user is a member and all above them', async () => {
      const { root, middle, userId, roleId } = await anEditor('u-editor');
      const body = await rightsOf(userId);
      expect(body).toMatchObject({
        permissions: [],
        roles: [],
        unit_roles: [
          { id: roleId, name: 'u-editor', permissions: ['u:read', 'u:write'], requires_mfa: false },
        ],
        next_cursor: null,
      });
      const roles = new Map([[root, [] as number[]]]).set(middle, [0]);
      expect(body['units']).toEqual(
        sorted(root, middle).map((id) => ({ id, roles: roles.get(id) })),
      );
    });

    it('Without units=true nothing is told of units, and the version does not depend on them', async () => {
      const { userId, leaf } = await anEditor('u-editor');
      const plain = async () => (await call(`/api/guard/permissions?user=${userId}`)).body;
      const before = await plain();
      expect(before).not.toHaveProperty('units');
      expect(before).not.toHaveProperty('unit_roles');
      await server().assignRoleAt(leaf, 'u-editor', userId);
      expect((await plain())['version']).toBe(before['version']);
    });

    it('A user without units, an unknown one and what is no user have none', async () => {
      const { userId } = await server().signIn();
      for (const id of [userId, randomUUID(), 'x']) {
        expect(await rightsOf(id)).toMatchObject({ unit_roles: [], units: [], next_cursor: null });
        expect(await where(id, 'u:read')).toMatchObject({ everywhere: false, units: [] });
      }
    });

    it('The version covers the units, and a known one answers 304', async () => {
      const { userId, leaf } = await anEditor('u-editor');
      const path = `/api/guard/permissions?user=${userId}&units=true`;
      const etag = (await call(path)).headers.get('etag') ?? '';
      const again = () => call(path, { headers: { 'If-None-Match': etag } });
      expect((await again()).status).toBe(304);
      await server().addMember(leaf, userId);
      expect((await again()).status).toBe(200);
    });

    it('The units come in pages of 1,000 under one version, and a change between them gives another', async () => {
      const { root, userId } = await anEditor('u-editor');
      const more = await Promise.all(Array.from({ length: 1003 }, () => server().addUnit(root)));
      for (const id of more) await server().addMember(id, userId);
      const first = await rightsOf(userId);
      expect(first['units']).toHaveLength(1000);
      const next = `&cursor=${String(first['next_cursor'])}`;
      const second = await rightsOf(userId, next);
      expect(second['units']).toHaveLength(5);
      expect(second).not.toHaveProperty('unit_roles');
      expect(second).toMatchObject({ version: first['version'], next_cursor: null });
      const rights = await authority().fetchRights(userId);
      expect(toLeveledSet(rights!).atUnits?.units.size).toBe(1005);
      await server().deleteUnit(more[0]!);
      expect((await rightsOf(userId, next))['version']).not.toBe(first['version']);
    });

    it('A role of a unit is held by its members and by those of the units below, at that unit', async () => {
      const { root, middle, leaf, beside } = await aCompany();
      const roleId = await server().setRole('u-team', ['u:team']);
      await server().assignRoleAt(middle, 'u-team', null);
      const member = await server().signIn();
      await server().addMember(leaf, member.userId);
      const other = await server().signIn();
      await server().addMember(beside, other.userId);
      await server().addMember(root, other.userId);
      expect(await rightsOf(member.userId)).toMatchObject({ unit_roles: [{ id: roleId }] });
      expect((await where(member.userId, 'u:team'))['units']).toEqual(sorted(middle, leaf));
      expect(await rightsOf(other.userId)).toMatchObject({ unit_roles: [] });
      expect((await where(other.userId, 'u:team'))['units']).toEqual([]);
    });

    it('Where a permission is held: at the unit and below, in pages, and everywhere without a unit', async () => {
      const { middle, leaf, userId } = await anEditor('u-editor');
      expect(await where(userId, 'u:read')).toMatchObject({
        everywhere: false,
        units: sorted(middle, leaf),
        next_cursor: null,
      });
      const first = await where(userId, 'u:read', '&limit=1');
      expect(first['units']).toEqual(sorted(middle, leaf).slice(0, 1));
      const rest = await where(userId, 'u:read', `&limit=1&cursor=${String(first['next_cursor'])}`);
      expect(rest).toMatchObject({ units: sorted(middle, leaf).slice(1), next_cursor: null });
      expect((await where(userId, 'u:other'))['units']).toEqual([]);
      await server().assignRole(userId, 'u-editor');
      expect(await where(userId, 'u:read')).toMatchObject({ everywhere: true, units: [] });
    });

    it('A role that requires two factors counts at units in sessions with two factors alone', async () => {
      const { middle, leaf, userId } = await anEditor('u-strict', true);
      expect(await rightsOf(userId)).toMatchObject({ unit_roles: [{ requires_mfa: true }] });
      expect((await where(userId, 'u:read'))['units']).toEqual([]);
      expect((await where(userId, 'u:read', '&acr=aal1'))['units']).toEqual([]);
      expect((await where(userId, 'u:read', '&acr=aal2'))['units']).toEqual(sorted(middle, leaf));
    });

    it('A deactivated user has no units and holds nothing at any', async () => {
      const { userId } = await anEditor('u-editor');
      await server().setUserActive(userId, false);
      expect(await rightsOf(userId)).toMatchObject({ unit_roles: [], units: [] });
      expect((await where(userId, 'u:read'))['units']).toEqual([]);
    });

    it('Another service does not see the roles', async () => {
      const { userId, root } = await anEditor('u-editor');
      const { token: bearer } = await server().createAppToken({ service: 'u-another' });
      const path = `/api/guard/permissions?user=${userId}&units=true`;
      expect((await call(path, { bearer })).body).toMatchObject({
        unit_roles: [],
        units: [{ id: root, roles: [] }],
      });
      const asked = `/api/guard/units/where?user=${userId}&permission=u:read`;
      expect((await call(asked, { bearer })).body).toMatchObject({ everywhere: false, units: [] });
    });

    it('The feed announces a move, a member, a role at a unit and one of a unit, in this order, and the answers show them', async () => {
      const { middle, leaf, beside, userId } = await anEditor('u-editor');
      const service = server().service.id;
      const feed = await follow();
      await feed.until('ready');
      await server().moveUnit(leaf, beside);
      await feed.until('unit_changed', (data) => data['unit_id'] === leaf);
      expect((await where(userId, 'u:read'))['units']).toEqual([middle]);
      await server().addMember(leaf, userId);
      await feed.until('unit_changed', (data) => data['user_id'] === userId);
      await server().assignRoleAt(beside, 'u-editor', userId);
      await feed.until('permissions_changed', (data) => data['user_id'] === userId);
      expect((await where(userId, 'u:read'))['units']).toEqual(sorted(middle, leaf, beside));
      await server().assignRoleAt(leaf, 'u-editor', null);
      await feed.until(
        'unit_changed',
        (data) => data['unit_id'] === leaf && data['service_id'] === service,
      );
      const about = feed.events.filter(
        ({ data }) => data['unit_id'] === leaf || data['user_id'] === userId,
      );
      expect(about.map(({ event, data }) => [event, data])).toEqual([
        ['unit_changed', { unit_id: leaf }],
        ['unit_changed', { unit_id: leaf, user_id: userId }],
        ['permissions_changed', { service_id: service, user_id: userId }],
        ['unit_changed', { unit_id: leaf, service_id: service }],
      ]);
    });

    it('The right at a unit follows from the set of the user and the path of the unit', async () => {
      const { root, middle, leaf, beside, userId } = await anEditor('u-editor');
      const set = toLeveledSet((await authority().fetchRights(userId))!);
      const paths = await authority().fetchUnitPaths([root, middle, leaf, beside]);
      const allowed = paths!
        .filter(({ path }) => holdsAt(set, 'u:write', path))
        .map(({ id }) => id);
      expect(allowed).toEqual(sorted(middle, leaf));
      const page = await authority().fetchUnitsWhere({
        userId,
        permission: 'u:write',
        acr: 'aal1',
        limit: 10,
      });
      expect(page?.units).toEqual(allowed);
    });
  });
}
