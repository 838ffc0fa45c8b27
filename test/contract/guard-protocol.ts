/** The protocol of docs/guard-protocol.md as one suite, run against `FakeGatehouse` and the real server. */
import { followFeed, type Followed } from './guard-feed-client.js';
import { describeAppTokens } from './guard-protocol-app-tokens.js';
import { describeLevels } from './guard-protocol-levels.js';
import { describeManifest } from './guard-protocol-manifest.js';
import { describeUnits } from './guard-protocol-units.js';
import type { Json, ProtocolServer } from './guard-protocol-server.js';

export type { ProtocolServer };

/** Declares the suite; `start` is called once. */
export function describeGuardProtocol(name: string, start: () => Promise<ProtocolServer>): void {
  jest.setTimeout(60_000);
  describe(`The guard protocol, spoken by ${name}`, () => {
    let server: ProtocolServer;
    const open: Followed[] = [];

    const call = async (path: string, init: RequestInit & { bearer?: string | null } = {}) => {
      const { bearer = server.appToken, ...rest } = init;
      const response = await fetch(server.url + path, {
        ...rest,
        headers: {
          ...rest.headers,
          ...(bearer === null ? {} : { Authorization: `Bearer ${bearer}` }),
        },
      });
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        body: (text === '' ? {} : JSON.parse(text)) as Json,
      };
    };

    const follow = async (options: { cursor?: string; url?: string; bearer?: string } = {}) => {
      const followed = await followFeed(
        options.url ?? server.url,
        options.bearer ?? server.appToken,
        options.cursor,
      );
      open.push(followed);
      return followed;
    };

    beforeAll(async () => {
      server = await start();
    });
    afterEach(() => {
      for (const followed of open.splice(0)) followed.close();
    });
    afterAll(() => server?.close());

    describe('without a good application token', () => {
      it.each([
        ['GET', '/api/guard/feed'],
        ['GET', '/api/guard/permissions?user=x'],
        ['POST', '/api/tokens/introspect'],
        ['GET', '/api/tokens/validate'],
        ['POST', '/api/guard/app-tokens'],
        ['PUT', '/api/services/manifest'],
      ])('%s %s without a good application token answers 401', async (method, path) => {
        const { accessToken } = await server.signIn();
        const body = method === 'GET' ? {} : { body: '{"token":"x","permissions":[]}' };
        const headers = { 'Content-Type': 'application/json' };
        for (const bearer of [null, 'gh_unknown', 'x', accessToken]) {
          const answer = await call(path, { method, bearer, headers, ...body });
          expect(answer.status).toBe(401);
          expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
          expect(answer.body).toMatchObject({ success: false, code: expect.any(String) });
        }
      });
    });

    describe('the feed', () => {
      it('The feed begins with hello and is ready after the known state', async () => {
        const feed = await follow();
        expect(feed.headers.get('content-type')).toMatch(/^text\/event-stream/);
        expect(feed.headers.get('cache-control')).toContain('no-store');
        const ready = await feed.until('ready');
        const [hello] = feed.events;
        expect(hello).toMatchObject({
          event: 'hello',
          id: undefined,
          data: {
            protocol: 1,
            issuer: server.issuer,
            service: { id: server.service.id, name: server.service.name },
            heartbeat_ms: expect.any(Number),
            app_token: { id: expect.any(String), exp: null },
          },
        });
        expect(ready.id).toMatch(/^[!-~]{1,128}$/);
        const jwks = await call('/.well-known/jwks.json', { bearer: null });
        const kids = (jwks.body['keys'] as Json[]).map(({ kid }) => kid);
        expect([...(ready.data['kids'] as string[])].sort()).toEqual([...kids].sort());
        const names = feed.events.map(({ event }) => event);
        const between = names.slice(1, names.indexOf('ready'));
        expect(between.filter((name) => name !== 'snapshot')).toEqual([]);
      });

      it('The feed sends heartbeats with its cursor when nothing happens', async () => {
        const feed = await follow();
        const { data } = await feed.until('hello');
        const beat = await feed.until(
          'heartbeat',
          () => true,
          2 * Number(data['heartbeat_ms']) + 2000,
        );
        expect(beat.id).toBeDefined();
        const resumed = await follow({ cursor: beat.id! });
        await resumed.until('ready');
        expect(resumed.events.map(({ event }) => event)).not.toContain('reset');
        expect(resumed.events.map(({ event }) => event)).not.toContain('snapshot');
      });

      it('The feed announces an ended session at once, with the time until which it matters', async () => {
        const feed = await follow();
        await feed.until('ready');
        const { sessionId, userId } = await server.signIn();
        await server.endSession(sessionId);
        const { data, id } = await feed.until('session_ended', ({ sid }) => sid === sessionId);
        expect(id).toBeDefined();
        expect(data['user_id']).toBe(userId);
        expect(Number(data['exp'])).toBeGreaterThan(Date.now() / 1000);
      });

      it('The feed gives a new listener the ended sessions and the deactivated users', async () => {
        const ended = await server.signIn();
        const inactive = await server.signIn();
        const alive = await server.signIn();
        await server.endSession(ended.sessionId);
        await server.setUserActive(inactive.userId, false);
        const feed = await follow();
        await feed.until('ready');
        const snapshots = feed.events.filter(({ event }) => event === 'snapshot');
        const sessions = snapshots.flatMap(({ data }) => data['sessions'] as Json[]);
        const users = snapshots.flatMap(({ data }) => data['users'] as Json[]);
        expect(sessions).toContainEqual({
          sid: ended.sessionId,
          user_id: ended.userId,
          exp: expect.any(Number),
        });
        expect(users.map((user) => user['user_id'])).toContain(inactive.userId);
        expect(sessions.map(({ sid }) => sid)).not.toContain(alive.sessionId);
        for (const { data } of snapshots) {
          expect((data['sessions'] as Json[]).length).toBeLessThanOrEqual(500);
        }
      });

      it('The feed announces a user deactivated and activated', async () => {
        const feed = await follow();
        await feed.until('ready');
        const { userId } = await server.signIn();
        await server.setUserActive(userId, false);
        const is = (active: boolean) => (data: Json) =>
          data['user_id'] === userId && data['is_active'] === active;
        expect((await feed.until('user_changed', is(false))).data['exp']).toEqual(
          expect.any(Number),
        );
        await server.setUserActive(userId, true);
        await feed.until('user_changed', is(true));
      });

      it('The feed announces changed permissions to the service that they concern, and to no other', async () => {
        const stranger = await server.createAppToken({ service: 'stranger' });
        const [feed, other] = [await follow(), await follow({ bearer: stranger.token })];
        await Promise.all([feed.until('ready'), other.until('ready')]);
        const { userId, sessionId } = await server.signIn();
        const roleId = await server.setRole('teller', ['p:tell']);
        await server.assignRole(userId, 'teller');
        const concerns = (data: Json) => data['user_id'] === userId;
        const { data } = await feed.until('permissions_changed', concerns);
        expect(data['service_id']).toBe(server.service.id);
        await server.setRole('teller', ['p:tell', 'p:more']);
        await feed.until('permissions_changed', ({ role_id: id }) => id === roleId);
        await server.endSession(sessionId);
        await other.until('session_ended', ({ sid }) => sid === sessionId);
        // The other service is new: the feed may also announce its creation.
        const told = other.events.filter(({ event }) => event === 'permissions_changed');
        expect(told.map((each) => each.data['service_id'])).not.toContain(server.service.id);
        expect(told.map((each) => each.data['user_id'])).not.toContain(userId);
      });

      it('The feed announces a revoked application token and an inactive service', async () => {
        const feed = await follow();
        await feed.until('ready');
        const { id } = await server.createAppToken({ service: 'doomed' });
        await server.revokeAppToken(id);
        await feed.until('token_revoked', ({ token_id: revoked }) => revoked === id);
        await server.setServiceActive('doomed', false);
        await feed.until('service_changed', ({ is_active: active }) => active === false);
        await server.setServiceActive('doomed', true);
        await feed.until('service_changed', ({ is_active: active }) => active === true);
      });

      it('The feed ends when the token that opened it is revoked', async () => {
        const { id, token } = await server.createAppToken({});
        const feed = await follow({ bearer: token });
        await feed.until('ready');
        await server.revokeAppToken(id);
        await feed.ended();
        expect((await call('/api/guard/feed', { bearer: token })).status).toBe(401);
      });

      it('The feed announces new keys, which are then published', async () => {
        const feed = await follow();
        const { data: before } = await feed.until('ready');
        await server.rotateKeys();
        const { data } = await feed.until('keys_changed');
        const added = (data['kids'] as string[]).filter(
          (kid) => !(before['kids'] as string[]).includes(kid),
        );
        expect(added).toHaveLength(1);
        const jwks = await call('/.well-known/jwks.json', { bearer: null });
        expect((jwks.body['keys'] as Json[]).map(({ kid }) => kid)).toContain(added[0]);
        for (const key of jwks.body['keys'] as Json[]) {
          expect(key).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' });
          expect(key).not.toHaveProperty('d');
        }
      });

      it('The feed continues after a cursor, in order, without a gap, at any instance', async () => {
        const second = await server.addInstance();
        const first = await follow();
        const { id: cursor } = await first.until('ready');
        first.close();
        const sessions: string[] = [];
        for (let i = 0; i < 5; i += 1) {
          const { sessionId } = await server.signIn();
          await server.endSession(sessionId);
          sessions.push(sessionId);
        }
        const endedIn = (feed: Followed) =>
          feed.events
            .filter(({ event }) => event === 'session_ended')
            .map(({ data }) => data['sid'] as string);
        for (const url of [server.url, second]) {
          const feed = await follow({ cursor: cursor!, url });
          await feed.until('ready');
          // An open transaction of another client may delay the last changes.
          await feed.until('session_ended', ({ sid }) => sid === sessions.at(-1));
          expect(endedIn(feed)).toEqual(sessions);
          const middle = feed.events.find(({ data }) => data['sid'] === sessions[2])!.id!;
          const rest = await follow({ cursor: middle, url });
          await rest.until('ready');
          await rest.until('session_ended', ({ sid }) => sid === sessions.at(-1));
          expect(endedIn(rest)).toEqual(sessions.slice(3));
        }
      });

      it('The feed starts over from a cursor that it cannot honour', async () => {
        const { sessionId } = await server.signIn();
        const old = await follow();
        const { id: cursor } = await old.until('ready');
        await server.endSession(sessionId);
        await server.forgetChanges();
        for (const bad of [
          cursor!,
          'nonsense',
          '0',
          'x.999999999.999999999',
          '"',
          'a'.repeat(128),
        ]) {
          const feed = await follow({ cursor: bad });
          await feed.until('ready');
          const names = feed.events.map(({ event }) => event);
          expect(names.slice(0, 2)).toEqual(['hello', 'reset']);
          const sessions = feed.events
            .filter(({ event }) => event === 'snapshot')
            .flatMap(({ data }) => data['sessions'] as Json[]);
          expect(sessions.map(({ sid }) => sid)).toContain(sessionId);
        }
      });
    });

    describe('the permissions of a user', () => {
      const permissions = (userId: string, etag?: string) =>
        call(`/api/guard/permissions?user=${encodeURIComponent(userId)}`, {
          headers: etag ? { 'If-None-Match': etag } : {},
        });

      it('Permissions of a user are those of the roles in the service of the caller, sorted, without duplicates', async () => {
        const { userId } = await server.signIn();
        const one = await server.setRole('reader', ['p:b', 'p:a']);
        const two = await server.setRole('writer', ['p:c', 'p:a']);
        await server.assignRole(userId, 'reader');
        await server.assignRole(userId, 'writer');
        const { status, headers, body } = await permissions(userId);
        expect(status).toBe(200);
        expect(headers.get('etag')).toMatch(/^"[^"]+"$/);
        expect(body).toMatchObject({
          success: true,
          user_id: userId,
          service: { id: server.service.id, name: server.service.name },
          permissions: ['p:a', 'p:b', 'p:c'],
          version: expect.any(String),
        });
        expect([...(body['roles'] as string[])].sort()).toEqual(['reader', 'writer']);
        const ids = { reader: one, writer: two };
        expect(body['role_ids']).toEqual(
          (body['roles'] as ('reader' | 'writer')[]).map((role) => ids[role]),
        );
      });

      it('Permissions of a user answer 304 while nothing has changed', async () => {
        const { userId } = await server.signIn();
        await server.setRole('etagged', ['p:a']);
        await server.assignRole(userId, 'etagged');
        const etag = (await permissions(userId)).headers.get('etag')!;
        expect((await permissions(userId, etag)).status).toBe(304);
        await server.setRole('etagged', ['p:b']);
        const changed = await permissions(userId, etag);
        expect(changed.status).toBe(200);
        expect(changed.body['permissions']).toEqual(['p:b']);
      });

      it('Permissions of a user show a change as soon as the feed has announced it', async () => {
        const feed = await follow();
        await feed.until('ready');
        await server.setRole('quick', ['p:quick']);
        for (let round = 0; round < 20; round += 1) {
          const { userId } = await server.signIn();
          const assigned = server.assignRole(userId, 'quick');
          await feed.until('permissions_changed', (data) => data['user_id'] === userId);
          expect((await permissions(userId)).body['permissions']).toEqual(['p:quick']);
          await assigned;
        }
      });

      it('Permissions are empty for an unknown and for an inactive user, and a user must be named', async () => {
        const none = { permissions: [], roles: [], role_ids: [] };
        const stranger = '0198c0de-0000-7000-8000-000000000000';
        expect((await permissions(stranger)).body).toMatchObject(none);
        expect((await permissions("' OR 1=1")).body).toMatchObject(none);
        const { userId } = await server.signIn();
        await server.setRole('asleep', ['p:a']);
        await server.assignRole(userId, 'asleep');
        await server.setUserActive(userId, false);
        expect((await permissions(userId)).body).toMatchObject(none);
        expect((await call('/api/guard/permissions')).status).toBe(400);
        expect((await permissions('x'.repeat(300))).status).toBe(400);
      });
    });

    describe('introspection', () => {
      const introspect = async (token: string, asJson = false) =>
        (
          await call('/api/tokens/introspect', {
            method: 'POST',
            headers: {
              'Content-Type': asJson ? 'application/json' : 'application/x-www-form-urlencoded',
            },
            body: asJson ? JSON.stringify({ token }) : new URLSearchParams({ token }).toString(),
          })
        ).body;

      it('Introspection answers all members for a good token, asked by form or by JSON', async () => {
        const { accessToken, userId, sessionId } = await server.signIn();
        await server.setRole('seen', ['p:seen']);
        await server.assignRole(userId, 'seen');
        for (const asJson of [false, true]) {
          expect(await introspect(accessToken, asJson)).toMatchObject({
            success: true,
            active: true,
            token_type: 'Bearer',
            iss: server.issuer,
            sub: userId,
            sid: sessionId,
            jti: expect.any(String),
            iat: expect.any(Number),
            exp: expect.any(Number),
            auth_time: expect.any(Number),
            service: { id: server.service.id, name: server.service.name },
            permissions: ['p:seen'],
            roles: ['seen'],
            role_ids: [expect.any(String)],
          });
        }
      });

      it('Introspection answers a token for the asking service alone with its audience and the id of the service', async () => {
        const { id, name } = server.service;
        const { accessToken, userId } = await server.signIn(name);
        const found = await introspect(accessToken);
        expect(found).toMatchObject({ active: true, sub: userId, aud: name, service_id: id });
      });

      it('Introspection answers only inactive for a token of another service', async () => {
        const { accessToken } = await server.signIn('another service');
        expect(await introspect(accessToken)).toEqual({ success: true, active: false });
      });

      it('Introspection answers only inactive for anything else', async () => {
        const ended = await server.signIn();
        await server.endSession(ended.sessionId);
        const asleep = await server.signIn();
        await server.setUserActive(asleep.userId, false);
        const [head, body] = ended.accessToken.split('.');
        const tokens = [
          ended.accessToken,
          asleep.accessToken,
          `${head}.${body}.x`,
          'x',
          server.appToken,
        ];
        for (const token of tokens) {
          expect(await introspect(token)).toEqual({ success: true, active: false });
        }
        const missing = await call('/api/tokens/introspect', {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: '{}',
        });
        expect(missing.status).toBe(400);
      });
    });

    describeAppTokens({ server: () => server, call, follow });
    describeLevels({ server: () => server, call, follow });
    describeUnits({ server: () => server, call, follow });
    describeManifest({ server: () => server, call, follow });
  });
}
