import { countingAt, toLeveledSet } from '../../libs/guard/src/core/permission-sets.js';
import { HttpAuthority } from '../../libs/guard/src/core/http-authority.js';
import type { Talk } from './guard-protocol-manifest.js';

/** The part of the protocol about roles that count only in sessions with two factors. */
export function describeLevels({ server, call, follow }: Talk): void {
  describe('a role that requires two factors', () => {
    const rightsOf = async (userId: string) =>
      (await call(`/api/guard/permissions?user=${userId}`)).body;
    const introspect = async (token: string) =>
      (
        await call('/api/tokens/introspect', {
          method: 'POST',
          body: new URLSearchParams({ token }).toString(),
          headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
        })
      ).body;
    const claimsOf = (token: string) =>
      JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as object;

    /** A user with the permission `l:read` in every session and `l:refund` with two factors. */
    const aCashier = async () => {
      const session = await server().signIn();
      const always = await server().setRole('l-clerk', ['l:read']);
      const strict = await server().setRole('l-cashier', ['l:read', 'l:refund'], {
        requiresMfa: true,
      });
      await server().assignRole(session.userId, 'l-clerk');
      await server().assignRole(session.userId, 'l-cashier');
      return { ...session, always, strict };
    };

    it('An access token tells the level of its session, and a confirmed second factor raises it', async () => {
      const session = await server().signIn();
      expect(claimsOf(session.accessToken)).toMatchObject({ acr: 'aal1' });
      const stepped = await server().stepUp(session);
      expect(claimsOf(stepped)).toMatchObject({
        sid: session.sessionId,
        acr: 'aal2',
        amr: expect.arrayContaining(['mfa']),
      });
    });

    it('A guard that does not know levels gets what counts in every session, and the role among those whose changes concern the user', async () => {
      const { userId, always, strict } = await aCashier();
      const { permissions, roles, role_ids } = await rightsOf(userId);
      expect({ permissions, roles, role_ids }).toEqual({
        permissions: ['l:read'],
        roles: ['l-clerk'],
        role_ids: [always, strict],
      });
    });

    it('A guard that knows levels gets in addition what counts with two factors, and decides by the level', async () => {
      const { userId } = await aCashier();
      expect(await rightsOf(userId)).toMatchObject({
        aal2_permissions: ['l:refund'],
        aal2_roles: ['l-cashier'],
      });
      const authority = new HttpAuthority({
        url: server().url,
        appToken: server().appToken,
        timeoutMs: 10_000,
        fetch: (...args) => fetch(...args),
      });
      const set = toLeveledSet((await authority.fetchRights(userId))!);
      const namesAt = (acr: string) => [...countingAt(acr, set).permissions].sort();
      expect([namesAt('aal1'), namesAt('aal2')]).toEqual([['l:read'], ['l:read', 'l:refund']]);
    });

    it('The feed announces that a role requires two factors, and the answer shows it under another version', async () => {
      const { userId, strict } = await aCashier();
      await server().setRole('l-cashier', ['l:refund']);
      const before = await rightsOf(userId);
      expect(before['permissions']).toEqual(['l:read', 'l:refund']);
      const feed = await follow();
      await feed.until('ready');
      const changed = server().setRole('l-cashier', ['l:refund'], { requiresMfa: true });
      await feed.until('permissions_changed', (data) => data['role_id'] === strict);
      // The feed may have told of the role before that.
      await changed;
      const after = await rightsOf(userId);
      expect(after).toMatchObject({ permissions: ['l:read'], aal2_permissions: ['l:refund'] });
      expect(after['version']).not.toBe(before['version']);
    });

    it('Introspection answers the level of the token, when the user authenticated, and what counts with it', async () => {
      const session = await aCashier();
      expect(await introspect(session.accessToken)).toMatchObject({
        acr: 'aal1',
        auth_time: expect.any(Number),
        permissions: ['l:read'],
        roles: ['l-clerk'],
        aal2_permissions: ['l:refund'],
        aal2_roles: ['l-cashier'],
      });
      expect(await introspect(await server().stepUp(session))).toMatchObject({
        acr: 'aal2',
        auth_time: expect.any(Number),
        permissions: ['l:read', 'l:refund'],
        roles: expect.arrayContaining(['l-clerk', 'l-cashier']),
        aal2_permissions: [],
        aal2_roles: [],
      });
    });

    it('A manifest makes a role that requires two factors, never undoes that of an existing one, and gives nothing to one without', async () => {
      const declare = async (name: string, requires_mfa: boolean, permission: string) => {
        const { body } = await call('/api/services/manifest', {
          method: 'PUT',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({
            permissions: [{ name: permission }],
            roles: [{ name, permissions: [permission], requires_mfa }],
          }),
        });
        return body['roles'];
      };
      const held = async (name: string) => {
        const { userId } = await server().signIn();
        await server().assignRole(userId, name);
        const { permissions, aal2_permissions } = await rightsOf(userId);
        return { permissions, aal2_permissions };
      };
      expect(await declare('l-new', true, 'l:one')).toMatchObject({ created: ['l-new'] });
      expect(await declare('l-new', false, 'l:two')).toMatchObject({ extended: ['l-new'] });
      expect(await held('l-new')).toEqual({
        permissions: [],
        aal2_permissions: ['l:one', 'l:two'],
      });
      await server().setRole('l-loose', ['l:one']);
      expect(await declare('l-loose', true, 'l:three')).toEqual({
        created: [],
        extended: [],
        unchanged: [],
        without_mfa: ['l-loose'],
      });
      expect(await held('l-loose')).toEqual({ permissions: ['l:one'], aal2_permissions: [] });
    });
  });
}
