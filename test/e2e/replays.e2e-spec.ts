import { FakeClock } from '#libs/testing';
import { newId } from '#libs/kernel';
import { House, type SignedIn } from './support/house.js';

interface Minted {
  readonly code?: string;
  readonly token_data?: { readonly id: string; readonly token: string };
}

/** A kept answer is for the credential that made it, while that credential could still make the call. */
describe('an answer that is asked for again with its Idempotency-Key', () => {
  let house: House;
  let clock: FakeClock;
  let service: string;
  let owner: SignedIn;

  beforeAll(async () => {
    clock = new FakeClock('2026-06-01T10:00:00Z');
    house = await House.open({ clock, env: { JWT_ACCESS_TOKEN_EXPIRES: '200000' } });
    service = await house.service('orders');
    owner = await house.person();
    await house.assign(owner, service, 'admin');
  });
  afterAll(() => house.close());

  const call = <T = Minted>(
    who: SignedIn,
    key: string,
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ) =>
    house.app.call<T>('POST', path, {
      token: who.token,
      body,
      headers: { 'idempotency-key': key, ...headers },
    });

  const mint = (who: SignedIn, key: string, name: string, scopes: string[] = []) =>
    call(who, key, '/api/tokens', { service_id: service, name, scopes });

  const another = async (name: string, permissions: string[]) => {
    await house.as(owner, 'POST', `/api/roles/service/${service}`, { name, permissions });
    const person = await house.person();
    await house.assign(person, service, name);
    return person;
  };

  it('is given to the session that made it, also with a token that was refreshed since', async () => {
    const key = newId();
    const person = await another('minter', ['token:read', 'token:write']);
    const first = await mint(person, key, 'own');
    expect(first.status).toBe(201);
    const { body } = await house.app.post<{ access_token: string }>('/api/auth/refresh', {
      refresh_token: person.refreshToken,
    });
    const again = await mint({ ...person, token: body.access_token }, key, 'own');
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.body).toEqual(first.body);
  });

  it('is not given to another session of the same user', async () => {
    const key = newId();
    const older = await house.signIn(owner.email);
    const first = await mint(owner, key, 'fresh');
    const other = await mint(older, key, 'fresh');
    expect(other.status).toBe(409);
    expect(other.text).not.toContain(first.body.token_data!.token);
  });

  it('is not given once the sign-in is too old to mint', async () => {
    const key = newId();
    const session = await house.signIn(owner.email);
    const first = await mint(session, key, 'in the hour');
    clock.advanceSeconds(3601);
    const late = await mint(session, key, 'in the hour');
    expect([late.status, late.body.code]).toEqual([401, 'REAUTHENTICATION_REQUIRED']);
    expect(late.text).not.toContain(first.body.token_data!.token);
    const { id } = first.body.token_data!;
    const rotated = await call(session, newId(), `/api/tokens/${id}/rotate`, {});
    expect(rotated.status).toBe(401);
    owner = await house.signIn(owner.email);
  });

  it('is not given to who may mint no more', async () => {
    const key = newId();
    const person = await another('left', ['token:write']);
    expect((await mint(person, key, 'before')).status).toBe(201);
    const role = await house.role(service, 'left');
    const path = `/api/roles/user/${person.id}/service/${service}/role/${role}`;
    expect((await house.as(owner, 'DELETE', path)).status).toBe(200);
    const late = await mint(person, key, 'before');
    expect([late.status, late.body.code]).toEqual([403, 'PERMISSION_DENIED']);
  });

  it('is not given to who may no more mint what it holds', async () => {
    const key = newId();
    const person = await another('keeper', ['token:write']);
    await house.assign(person, service, 'admin');
    const first = await mint(person, key, 'declares', ['manifest:write']);
    expect(first.status).toBe(201);
    const { id } = first.body.token_data!;
    const turn = newId();
    const rotated = await call(person, turn, `/api/tokens/${id}/rotate`, {});
    expect(rotated.status).toBe(200);
    const role = await house.role(service, 'admin');
    const path = `/api/roles/user/${person.id}/service/${service}/role/${role}`;
    expect((await house.as(owner, 'DELETE', path)).status).toBe(200);
    for (const late of [
      await mint(person, key, 'declares', ['manifest:write']),
      await call(person, turn, `/api/tokens/${id}/rotate`, {}),
    ])
      expect([late.status, late.body.code]).toEqual([403, 'GRANT_DENIED']);
  });

  it('is not given for a token that was revoked since', async () => {
    const key = newId();
    const first = await mint(owner, newId(), 'turned');
    const { id } = first.body.token_data!;
    expect((await call(owner, key, `/api/tokens/${id}/rotate`, {})).status).toBe(200);
    await house.as(owner, 'POST', `/api/tokens/${id}/revoke`);
    const late = await call(owner, key, `/api/tokens/${id}/rotate`, {});
    expect([late.status, late.body.code]).toEqual([409, 'TOKEN_REVOKED']);
  });

  it('is not given to a session that has ended', async () => {
    const key = newId();
    const session = await house.signIn(owner.email);
    expect((await mint(session, key, 'ended')).status).toBe(201);
    await house.app.post('/api/auth/logout', undefined, { token: session.token });
    expect((await mint(session, key, 'ended')).status).toBe(401);
  });

  it('is given only together with the proof that was shown for it', async () => {
    const key = newId();
    const body = { service_id: service, name: 'proved', scopes: [] };
    const shown = { 'gatehouse-proof': 'first proof' };
    const first = await call(owner, key, '/api/tokens', body, shown);
    expect(first.status).toBe(201);
    expect((await call(owner, key, '/api/tokens', body, shown)).body).toEqual(first.body);
    for (const headers of [{}, { 'gatehouse-proof': 'another proof' }]) {
      const other = await call(owner, key, '/api/tokens', body, headers as Record<string, string>);
      expect(other.text).not.toContain(first.body.token_data!.token);
    }
  });

  it('of a grant is not given to who may grant it no more', async () => {
    const deputy = await another('grants', ['role:read', 'role:write', 'token:read']);
    const made = { name: 'reads tokens', permissions: ['token:read'] };
    const [key, given] = [newId(), newId()];
    const rolePath = `/api/roles/service/${service}`;
    const first = await call<{ role_id: string }>(deputy, key, rolePath, made);
    expect(first.status).toBe(201);
    const person = await house.person();
    const assignPath = `/api/roles/user/${person.id}/service/${service}/role/${first.body.role_id}`;
    expect((await call(deputy, given, assignPath, undefined)).status).toBe(201);
    const role = await house.role(service, 'grants');
    const narrowed = { permissions: ['role:read', 'role:write'] };
    expect((await house.as(owner, 'PUT', `/api/roles/${role}`, narrowed)).status).toBe(200);
    for (const late of [
      await call(deputy, key, rolePath, made),
      await call(deputy, given, assignPath, undefined),
    ])
      expect([late.status, late.body.code]).toEqual([403, 'GRANT_DENIED']);
  });
});
