import type { Followed } from './guard-feed-client.js';
import type { Json, ProtocolServer } from './guard-protocol-server.js';

/** The parts of the suite that these cases use. */
export interface Talk {
  readonly server: () => ProtocolServer;
  readonly call: (
    path: string,
    init?: RequestInit & { bearer?: string | null },
  ) => Promise<{ status: number; headers: Headers; body: Json }>;
  readonly follow: (options?: { readonly bearer?: string }) => Promise<Followed>;
}

/** The part of the protocol by which services declare their permissions. */
export function describeManifest({ server, call, follow }: Talk): void {
  describe('a manifest', () => {
    const declare = (manifest: object, { query = '', bearer = server().appToken } = {}) =>
      call(`/api/services/manifest${query}`, {
        method: 'PUT',
        bearer,
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(manifest),
      });
    const named = (...names: string[]) => names.map((name) => ({ name }));

    it('A manifest creates what is missing, once', async () => {
      const manifest = {
        permissions: [...named('m:read', 'm:write')],
        roles: [{ name: 'm-clerk', permissions: ['m:read'] }],
      };
      const dry = await declare(manifest, { query: '?dry_run=true' });
      expect(dry.body).toMatchObject({ success: true, dry_run: true });
      const first = await declare(manifest);
      expect(first.status).toBe(200);
      expect(first.body).toMatchObject({
        success: true,
        dry_run: false,
        service: { id: server().service.id, name: server().service.name },
        permissions: { created: ['m:read', 'm:write'], updated: [], unchanged: [] },
        roles: { created: ['m-clerk'], extended: [], unchanged: [] },
      });
      const { body } = await declare(manifest);
      expect(body).toMatchObject({
        permissions: { created: [], updated: [], unchanged: ['m:read', 'm:write'] },
        roles: { created: [], extended: [], unchanged: ['m-clerk'] },
      });
      const { userId } = await server().signIn();
      await server().assignRole(userId, 'm-clerk');
      const answer = await call(`/api/guard/permissions?user=${userId}`);
      expect(answer.body['permissions']).toEqual(['m:read']);
    });

    it('A manifest declares the scopes that the service requires, and withdraws none that was granted', async () => {
      await server().grantCaller('scoped', ['x:old', 'x:sync']);
      const scopes = async (...given: string[][]) =>
        (await declare({ permissions: [], ...(given[0] && { scopes: given[0] }) })).body['scopes'];
      const orphaned = [{ name: 'x:old', granted_to: ['scoped'] }];
      expect(await scopes(['x:sync', 'x:ship'])).toEqual({
        created: ['x:ship', 'x:sync'],
        unchanged: [],
        removed: [],
        orphaned,
      });
      expect(await scopes(['x:sync'])).toEqual({
        created: [],
        unchanged: ['x:sync'],
        removed: ['x:ship'],
        orphaned,
      });
      expect(await scopes()).toMatchObject({ created: [], unchanged: ['x:sync'], removed: [] });
      const { token } = await server().createAppToken({ service: 'scoped', scopes: ['x:old'] });
      const headers = { 'Gatehouse-Asker': server().appToken };
      const { body } = await call('/api/tokens/validate', { bearer: token, headers });
      expect(body).toMatchObject({ token: { scopes: ['x:old'] } });
    });

    it('A manifest removes nothing, and its answer names what it does not declare', async () => {
      await declare({
        permissions: named('o:old'),
        roles: [{ name: 'o', permissions: ['o:old'] }],
      });
      const { body } = await declare({ permissions: named('o:new') });
      const { orphaned } = body['permissions'] as { orphaned: Json[] };
      expect(orphaned).toContainEqual({ name: 'o:old', held_by: expect.arrayContaining(['o']) });
      const again = await declare({ permissions: named('o:old') });
      expect(again.body['permissions']).toMatchObject({ created: [], unchanged: ['o:old'] });
    });

    it('A manifest gives an existing role only permissions that it has itself created', async () => {
      await declare({
        permissions: named('e:a', 'e:b'),
        roles: [{ name: 'e', permissions: ['e:a', 'e:b'] }],
      });
      await server().setRole('e', ['e:a']);
      const { userId } = await server().signIn();
      await server().assignRole(userId, 'e');
      const feed = await follow();
      await feed.until('ready');
      const { body } = await declare({
        permissions: named('e:a', 'e:b', 'e:c'),
        roles: [{ name: 'e', permissions: ['e:a', 'e:b', 'e:c'] }],
      });
      expect(body['roles']).toMatchObject({ created: [], extended: ['e'] });
      await feed.until('permissions_changed');
      const answer = await call(`/api/guard/permissions?user=${userId}`);
      expect(answer.body['permissions']).toEqual(['e:a', 'e:c']);
    });

    it('A manifest is refused without the scope, and when it is invalid', async () => {
      const { token } = await server().createAppToken({ scopes: ['other'] });
      const refused = await declare({ permissions: [] }, { bearer: token });
      expect(refused.status).toBe(403);
      expect(refused.body).toMatchObject({
        success: false,
        code: 'PERMISSION_DENIED',
        message: expect.stringContaining('manifest:write'),
      });
      for (const wrong of [
        {},
        { permissions: 'x' },
        { permissions: named('role:read') },
        { permissions: named('token:new') },
        { permissions: named('twice', 'twice') },
        { permissions: [], roles: [{ name: 'r', permissions: ['nowhere:known'] }] },
      ]) {
        expect((await declare(wrong)).status).toBe(400);
      }
    });
  });
}
