import { newId } from '#libs/kernel';
import { Fixture, type SignedInUser } from './support/fixture.js';
import { withFixture } from '../support/with-fixture.js';

describe('the administration of accounts', () => {
  let fixture: Fixture;
  let person: SignedInUser;

  withFixture(async (opened) => {
    fixture = opened.add(await Fixture.open());
    person = await fixture.person();
  });

  it('Accounts are found by the beginning of their address and by state', async () => {
    await fixture.app.post('/api/auth/register', {
      email: 'Under_score@example.org',
      password: 'a long enough password',
    });
    const find = async (query: string) =>
      (
        await fixture.asAdmin<{ users: { email: string }[] }>('GET', `/api/users?${query}`)
      ).body.users.map(({ email }) => email);
    expect(await find('email=UNDER')).toEqual(['Under_score@example.org']);
    expect(await find('email=under%25')).toEqual([]);
    expect(await find('is_email_verified=false')).toEqual(['Under_score@example.org']);
    expect(await find('email=person-1@')).toEqual([person.email]);
  });

  it('The users API never shows a hash', async () => {
    const { body } = await fixture.asAdmin('GET', `/api/users/${person.id}`);
    expect(body['user']).toEqual({
      id: person.id,
      email: person.email,
      first_name: null,
      last_name: null,
      is_active: true,
      is_email_verified: true,
      created_at: expect.stringMatching(/Z$/),
      locale: null,
      last_login: expect.stringMatching(/Z$/),
    });
  });

  it('A deactivated account loses its sessions at once, and its password is refused until it is active again', async () => {
    const user = await fixture.person();
    const off = await fixture.asAdmin('PATCH', `/api/users/${user.id}`, { is_active: false });
    expect(off.body).toMatchObject({ sessions_ended: 1, user: { is_active: false } });
    expect((await fixture.app.get('/api/auth/me', { token: user.token })).status).toBe(401);
    expect(
      (await fixture.app.post('/api/auth/refresh', { refresh_token: user.refreshToken })).status,
    ).toBe(401);
    await expect(fixture.signIn(user.email)).rejects.toThrow(/cannot sign in: 40[13]/);
    await fixture.asAdmin('PATCH', `/api/users/${user.id}`, { is_active: true });
    expect((await fixture.app.get('/api/auth/me', { token: user.token })).status).toBe(401);
    expect((await fixture.signIn(user.email)).id).toBe(user.id);
  });

  it('Sessions of an account can be ended without a deactivation', async () => {
    const user = await fixture.person();
    const { body } = await fixture.asAdmin('PATCH', `/api/users/${user.id}`, {
      end_sessions: true,
    });
    expect(body).toMatchObject({ sessions_ended: 1, user: { is_active: true } });
    expect((await fixture.app.get('/api/auth/me', { token: user.token })).status).toBe(401);
  });

  it('An account can be erased for good', async () => {
    const user = await fixture.person();
    expect((await fixture.asAdmin('DELETE', `/api/users/${user.id}`)).status).toBe(200);
    expect((await fixture.asAdmin('GET', `/api/users/${user.id}`)).status).toBe(404);
    expect((await fixture.app.get('/api/auth/me', { token: user.token })).status).toBe(401);
  });

  it('The users API needs user:read, user:write and user:delete', async () => {
    const needs = [
      ['GET', '/api/users', 'user:read'],
      ['GET', `/api/users/${newId()}`, 'user:read'],
      ['PATCH', `/api/users/${newId()}`, 'user:write'],
      ['DELETE', `/api/users/${newId()}`, 'user:delete'],
    ] as const;
    for (const [method, path, permission] of needs) {
      const { status, body } = await fixture.as(person, method, path);
      expect([status, body['message']]).toEqual([403, `Permission denied: ${permission} required`]);
    }
  });

  it.each([[{ is_active: 'no' }], [{ is_email_verified: false }], [{ end_sessions: 'yes' }]])(
    'The users API refuses %j',
    async (body) => {
      expect((await fixture.asAdmin('PATCH', `/api/users/${person.id}`, body)).status).toBe(400);
    },
  );
});
