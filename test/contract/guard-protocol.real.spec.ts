import pg from 'pg';
import { Database, Installation } from '#libs/database';
import { createTestDatabase, eventually, startTestApp, type TestApp } from '#libs/testing';
import { ChangeFeed } from '#api/platform/changes';
import { SigningKeys } from '#api/signing-keys';
import { Fixture, type SignedInUser } from '../e2e/support/fixture.js';
import { treeOf } from './guard-protocol-tree.js';
import { describeGuardProtocol, type ProtocolServer } from './guard-protocol.js';

const SERVICE = 'orders';

/** The real server, changed by an administrator over HTTP. */
async function startRealServer(): Promise<ProtocolServer> {
  const database = await createTestDatabase();
  const env = { APP_BASE_URL: 'http://localhost:5000' };
  const fixture = await Fixture.open({ database, env });
  const serviceId = await fixture.service(SERVICE);
  const { token: appToken } = await fixture.appToken(serviceId, { scopes: ['manifest:write'] });
  const others = new Map<string, string>([[SERVICE, serviceId]]);
  const instances: TestApp[] = [];
  const refreshTokens = new Map<string, string>();

  const serviceOf = async (name: string): Promise<string> => {
    const id = others.get(name) ?? (await fixture.service(name));
    others.set(name, id);
    return id;
  };
  const assignmentOf = async (userId: string, name: string) =>
    `/api/roles/user/${userId}/service/${serviceId}/role/${await fixture.role(serviceId, name)}`;
  const tokenFor = async ({ refreshToken }: SignedInUser, resource: string) => {
    const body = { refresh_token: refreshToken, resource };
    return (await fixture.app.post<{ access_token: string }>('/api/auth/refresh', body)).body
      .access_token;
  };
  const claimsOf = (token: string) =>
    JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { sid: string };

  return {
    url: fixture.app.url,
    issuer: env.APP_BASE_URL,
    service: { id: serviceId, name: SERVICE },
    appToken,
    signIn: async (resource) => {
      if (resource !== undefined) await fixture.service(resource);
      const person = await fixture.person();
      const sessionId = claimsOf(person.token).sid;
      refreshTokens.set(sessionId, person.refreshToken);
      return {
        accessToken: resource === undefined ? person.token : await tokenFor(person, resource),
        userId: person.id,
        sessionId,
      };
    },
    stepUp: ({ sessionId }) => fixture.stepUp({ refreshToken: refreshTokens.get(sessionId) ?? '' }),
    endSession: async (sessionId) => {
      const client = new pg.Client({ connectionString: fixture.app.databaseUrl });
      await client.connect();
      const found = await client.query<{ user_id: string }>(
        'SELECT user_id FROM sessions WHERE id = $1',
        [sessionId],
      );
      await client.end();
      await fixture.asAdmin('PATCH', `/api/users/${found.rows[0]?.user_id}`, {
        end_sessions: true,
      });
    },
    setUserActive: async (userId, isActive) => {
      await fixture.asAdmin('PATCH', `/api/users/${userId}`, { is_active: isActive });
    },
    setRole: async (name, permissions, { requiresMfa = false } = {}) => {
      for (const permission of permissions) {
        await fixture.asAdmin('POST', `/api/roles/service/${serviceId}/permissions`, {
          name: permission,
        });
      }
      const made = await fixture.asAdmin<{ role_id?: string }>(
        'POST',
        `/api/roles/service/${serviceId}`,
        {
          name,
          permissions,
          requires_mfa: requiresMfa,
        },
      );
      if (made.body.role_id) return made.body.role_id;
      const id = await fixture.role(serviceId, name);
      await fixture.asAdmin('PUT', `/api/roles/${id}`, {
        permissions,
        requires_mfa: requiresMfa,
      });
      return id;
    },
    assignRole: async (userId, name) => {
      await fixture.asAdmin('POST', await assignmentOf(userId, name));
    },
    unassignRole: async (userId, name) => {
      await fixture.asAdmin('DELETE', await assignmentOf(userId, name));
    },
    ...treeOf(fixture, serviceId),
    createAppToken: async ({ service = SERVICE, scopes = [], allowedNetworks = [] }) =>
      fixture.appToken(await serviceOf(service), { scopes, allowed_networks: allowedNetworks }),
    grantCaller: async (caller, scopes) =>
      fixture.grantCaller(serviceId, await serviceOf(caller), scopes),
    withdrawCaller: async (caller) => {
      const path = `/api/roles/service/${serviceId}/callers/${await serviceOf(caller)}`;
      await fixture.asAdmin('DELETE', path);
    },
    revokeAppToken: async (id) => {
      await fixture.asAdmin('POST', `/api/tokens/${id}/revoke`);
    },
    setServiceActive: async (name, isActive) => {
      await fixture.asAdmin('PUT', `/api/roles/services/${await serviceOf(name)}`, {
        is_active: isActive,
      });
    },
    rotateKeys: async () => {
      await fixture.app.nest.get(SigningKeys, { strict: false }).rotate({ now: false });
    },
    addInstance: async () => {
      const instance = await startTestApp({ database, env });
      instances.push(instance);
      return instance.url;
    },
    // As after a restore: an earlier cursor may name changes that do not exist any more.
    forgetChanges: async () => {
      const feed = fixture.app.nest.get(ChangeFeed, { strict: false });
      const database = fixture.app.nest.get(Database, { strict: false });
      const cursor = await feed.latestCursor();
      await database.transaction((tx) =>
        fixture.app.nest.get(Installation, { strict: false }).beginEpoch(tx),
      );
      await eventually(async () => expect((await feed.readAfter(cursor, 1)).isGap).toBe(true));
    },
    close: async () => {
      for (const instance of instances) await instance.close();
      await fixture.close();
      await database.drop();
    },
  };
}

describeGuardProtocol('the server', startRealServer);
