import { createHash } from 'node:crypto';
import { newFakeAppToken } from '../../libs/guard/src/testing/fake-credentials.js';
import type { Talk } from './guard-protocol-manifest.js';
import type { Json } from './guard-protocol-server.js';

/** The part of the protocol by which services validate application tokens that callers present. */
export function describeAppTokens({ server, call, follow }: Talk): void {
  describe('validation of an application token', () => {
    it('Validation of an application token tells its networks to a guard that checks them, and else compares the address of the caller', async () => {
      const { token } = await server().createAppToken({ allowedNetworks: ['192.0.2.0/24'] });
      expect((await call('/api/tokens/validate', { bearer: token })).status).toBe(401);
      const told = await call('/api/tokens/validate', {
        bearer: token,
        headers: {
          'Gatehouse-Networks': 'told',
          'Gatehouse-Asker': server().appToken,
          'X-Forwarded-For': '192.0.2.7',
        },
      });
      expect(told.status).toBe(200);
      expect(told.body).toMatchObject({ token: { allowed_networks: ['192.0.2.0/24'] } });
      const spoofed = { 'X-Forwarded-For': '192.0.2.7', Forwarded: 'for=192.0.2.7' };
      for (const path of [
        '/api/tokens/validate',
        '/api/guard/feed',
        '/api/guard/permissions?user=u',
      ]) {
        expect((await call(path, { bearer: token, headers: spoofed })).status).toBe(401);
      }
    });

    const askAt = async (token: string, asker = server().appToken) => {
      const headers = { 'Gatehouse-Networks': 'told', 'Gatehouse-Asker': asker };
      const { status, body } = await call('/api/tokens/validate', { bearer: token, headers });
      const { scopes } = (body['token'] ?? {}) as { scopes?: string[] };
      return { status, code: body['code'], scopes, grant: body['grant'], by: body['asked_by'] };
    };

    it('Validation of an application token tells an asking service the scopes that it has granted the caller, as far as the token was minted with them', async () => {
      const { token } = await server().createAppToken({ service: 'asking', scopes: ['s', 't'] });
      const by = { id: server().service.id, name: server().service.name };
      const told = { status: 200, code: undefined, by };
      expect(await askAt(token)).toEqual({ ...told, scopes: [], grant: null });
      await server().grantCaller('asking', ['u', 't']);
      const grant = { scopes: expect.arrayContaining(['t', 'u']) };
      expect(await askAt(token)).toEqual({ ...told, scopes: ['t'], grant });
      await server().withdrawCaller('asking');
      expect(await askAt(token)).toEqual({ ...told, scopes: [], grant: null });
      const own = await server().createAppToken({ scopes: ['s'] });
      expect(await askAt(own.token)).toEqual({ ...told, scopes: ['s'], grant: null });
    });

    it('Validation of an application token tells nothing to an asker without a good token of its own', async () => {
      const { token } = await server().createAppToken({ service: 'asking', scopes: ['s'] });
      const headers = { 'Gatehouse-Networks': 'told' };
      const nobody = await call('/api/tokens/validate', { bearer: token, headers });
      expect([nobody.status, nobody.body['code']]).toEqual([403, 'ASKER_REQUIRED']);
      expect(await askAt(token, 'gh_unknown')).toMatchObject({
        status: 403,
        code: 'ASKER_REFUSED',
      });
      expect(await askAt('gh_unknown')).toMatchObject({ status: 401 });
    });

    it('Validation of an application token is told anew to the service that grants, and to no other, when a grant changes', async () => {
      const stranger = await server().createAppToken({ service: 'stranger' });
      const { token } = await server().createAppToken({ service: 'asking', scopes: ['s'] });
      const [feed, other] = [await follow(), await follow({ bearer: stranger.token })];
      await Promise.all([feed.until('ready'), other.until('ready')]);
      const concerns = (data: Json) => data['service_id'] === server().service.id;
      await server().grantCaller('asking', ['s']);
      const { data } = await feed.until('caller_changed', concerns);
      expect(data).toEqual({
        service_id: server().service.id,
        caller_service_id: expect.any(String),
      });
      expect(await askAt(token)).toMatchObject({ scopes: ['s'] });
      const count = feed.events.length;
      await server().withdrawCaller('asking');
      await feed.until('caller_changed', () => feed.events.length > count);
      expect(await askAt(token)).toMatchObject({ scopes: [], grant: null });
      const { sessionId } = await server().signIn();
      await server().endSession(sessionId);
      await other.until('session_ended', ({ sid }) => sid === sessionId);
      expect(other.events.map(({ event }) => event)).not.toContain('caller_changed');
    });

    it('Validation of an application token names the service, until the token is revoked or the service inactive', async () => {
      const { id, token } = await server().createAppToken({ service: 'caller', scopes: ['a:b'] });
      const { status, body } = await call('/api/tokens/validate', { bearer: token });
      expect(status).toBe(200);
      expect(body).toMatchObject({
        success: true,
        service: { id: expect.any(String), name: 'caller' },
        token: { id, name: expect.any(String), scopes: ['a:b'], expires_at: null },
      });
      await server().setServiceActive('caller', false);
      expect((await call('/api/tokens/validate', { bearer: token })).status).toBe(401);
      await server().setServiceActive('caller', true);
      expect((await call('/api/tokens/validate', { bearer: token })).status).toBe(200);
      await server().revokeAppToken(id);
      expect((await call('/api/tokens/validate', { bearer: token })).status).toBe(401);
    });
  });

  describe('a question about the application tokens of callers', () => {
    const digestOf = (token: string) => createHash('sha256').update(token).digest('base64url');
    const ask = (tokens: readonly object[]) =>
      call('/api/guard/app-tokens', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ tokens }),
      });

    it('A bulk validation of application tokens is answered in its order, as a validation would be, with the networks of each', async () => {
      const good = await server().createAppToken({
        service: 'asked',
        scopes: ['a:b'],
        allowedNetworks: ['192.0.2.0/24'],
      });
      const revoked = await server().createAppToken({ service: 'asked' });
      await server().revokeAppToken(revoked.id);
      await server().grantCaller('asked', ['a:b', 'c:d']);
      const shown = [good.token, newFakeAppToken(), revoked.token];
      const { status, body } = await ask(
        shown.map((token, index) => ({ digest: digestOf(token), caller: `c${index}` })),
      );
      expect(status).toBe(200);
      expect(body).toEqual({
        success: true,
        tokens: [
          {
            status: 'good',
            service: expect.objectContaining({ name: 'asked' }),
            asked_by: { id: server().service.id, name: server().service.name },
            grant: { scopes: expect.arrayContaining(['a:b', 'c:d']) },
            token: expect.objectContaining({
              id: good.id,
              scopes: ['a:b'],
              expires_at: null,
              allowed_networks: ['192.0.2.0/24'],
            }),
          },
          { status: 'bad' },
          { status: 'bad' },
        ],
      });
      expect((await ask([{ digest: digestOf(good.token) }])).status).toBe(200);
      await server().withdrawCaller('asked');
    });

    it('A bulk validation of application tokens takes at least one token and at most 250', async () => {
      const one = { digest: digestOf('x'), caller: 'c' };
      expect((await ask([])).status).toBe(400);
      expect((await ask(Array.from({ length: 250 }, () => one))).status).toBe(200);
      expect((await ask(Array.from({ length: 251 }, () => one))).status).toBe(400);
    });
  });
}
