import { FakeClock } from '#libs/testing';
import { newId } from '#libs/kernel';
import { freshProof, purposeOf, showing } from '../support/fresh-proof.js';
import { PASSWORD } from '../support/accounts.js';
import { Fixture, type SignedInUser } from './support/fixture.js';
import { withFixture } from '../support/with-fixture.js';

interface Minted {
  readonly code?: string;
  readonly token_data?: { readonly id: string; readonly token: string };
}

/** A kept answer is given to the credential that made the call, as long as that credential could still make it. */
describe('an answer that is asked for again with its Idempotency-Key', () => {
  let fixture: Fixture;
  let clock: FakeClock;
  let service: string;
  let owner: SignedInUser;

  withFixture(async (opened) => {
    clock = new FakeClock('2026-06-01T10:00:00Z');
    fixture = opened.add(
      await Fixture.open({ clock, env: { JWT_ACCESS_TOKEN_EXPIRES: '200000' } }),
    );
    service = await fixture.service('orders');
    owner = await fixture.person();
    await fixture.assign(owner, service, 'admin');
  });

  const call = <T = Minted>(
    who: SignedInUser,
    key: string,
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ) =>
    fixture.app.call<T>('POST', path, {
      token: who.token,
      body,
      headers: { 'idempotency-key': key, ...headers },
    });

  /** The first call has a fresh proof; a repeated call shows the same proof, although it is used up. */
  const proofs = new Map<string, string>();
  const provenCall = async (who: SignedInUser, key: string, path: string, body: unknown) => {
    const prover = { token: who.token, password: PASSWORD };
    const purpose = purposeOf('POST', path)!;
    const proof = proofs.get(key) ?? (await freshProof(fixture.app, prover, purpose));
    proofs.set(key, proof);
    return call(who, key, path, body, showing(proof));
  };

  const mint = (who: SignedInUser, key: string, name: string, scopes: string[] = []) =>
    provenCall(who, key, '/api/tokens', { service_id: service, name, scopes });

  const another = async (name: string, permissions: string[]) => {
    await fixture.as(owner, 'POST', `/api/roles/service/${service}`, { name, permissions });
    const person = await fixture.person();
    await fixture.assign(person, service, name);
    return person;
  };

  it('An answer that is kept for an Idempotency-Key is given to the session that made it, also with a refreshed token', async () => {
    const key = newId();
    const person = await another('minter', ['token:read', 'token:write']);
    const first = await mint(person, key, 'own');
    expect(first.status).toBe(201);
    const { body } = await fixture.app.post<{ access_token: string }>('/api/auth/refresh', {
      refresh_token: person.refreshToken,
    });
    const again = await mint({ ...person, token: body.access_token }, key, 'own');
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.body).toEqual(first.body);
  });

  it('An answer that is kept for an Idempotency-Key is not given to another session of the same user', async () => {
    const key = newId();
    const older = await fixture.signIn(owner.email);
    const first = await mint(owner, key, 'fresh');
    const withItsProof = await mint(older, key, 'fresh');
    expect([withItsProof.status, withItsProof.body.code]).toEqual([401, 'PROOF_REQUIRED']);
    proofs.delete(key);
    const withItsOwn = await mint(older, key, 'fresh');
    expect([withItsOwn.status, withItsOwn.body.code]).toEqual([409, 'TOKEN_NAME_TAKEN']);
    for (const { text } of [withItsProof, withItsOwn])
      expect(text).not.toContain(first.body.token_data!.token);
  });

  it('An answer that is kept for an Idempotency-Key is not given to a caller who may no longer mint', async () => {
    const key = newId();
    const person = await another('left', ['token:write']);
    expect((await mint(person, key, 'before')).status).toBe(201);
    const role = await fixture.role(service, 'left');
    const path = `/api/roles/user/${person.id}/service/${service}/role/${role}`;
    expect((await fixture.as(owner, 'DELETE', path)).status).toBe(200);
    const late = await mint(person, key, 'before');
    expect([late.status, late.body.code]).toEqual([403, 'PERMISSION_DENIED']);
  });

  it('An answer that is kept for an Idempotency-Key is not given to a caller who may no longer mint its scopes', async () => {
    const key = newId();
    const person = await another('keeper', ['token:write']);
    await fixture.assign(person, service, 'admin');
    const first = await mint(person, key, 'declares', ['manifest:write']);
    expect(first.status).toBe(201);
    const { id } = first.body.token_data!;
    const turn = newId();
    const rotated = await provenCall(person, turn, `/api/tokens/${id}/rotate`, {});
    expect(rotated.status).toBe(200);
    const role = await fixture.role(service, 'admin');
    const path = `/api/roles/user/${person.id}/service/${service}/role/${role}`;
    expect((await fixture.as(owner, 'DELETE', path)).status).toBe(200);
    for (const late of [
      await mint(person, key, 'declares', ['manifest:write']),
      await provenCall(person, turn, `/api/tokens/${id}/rotate`, {}),
    ])
      expect([late.status, late.body.code]).toEqual([403, 'GRANT_DENIED']);
  });

  it('An answer that is kept for an Idempotency-Key is not given for a token that was revoked since', async () => {
    const key = newId();
    const first = await mint(owner, newId(), 'turned');
    const { id } = first.body.token_data!;
    expect((await provenCall(owner, key, `/api/tokens/${id}/rotate`, {})).status).toBe(200);
    await fixture.as(owner, 'POST', `/api/tokens/${id}/revoke`);
    const late = await provenCall(owner, key, `/api/tokens/${id}/rotate`, {});
    expect([late.status, late.body.code]).toEqual([409, 'TOKEN_REVOKED']);
  });

  it('An answer that is kept for an Idempotency-Key is not given to a session that has ended', async () => {
    const key = newId();
    const session = await fixture.signIn(owner.email);
    expect((await mint(session, key, 'ended')).status).toBe(201);
    await fixture.app.post('/api/auth/logout', undefined, { token: session.token });
    expect((await mint(session, key, 'ended')).status).toBe(401);
  });

  it('An answer that is kept for an Idempotency-Key is given only with the proof that was shown for it', async () => {
    const key = newId();
    const body = { service_id: service, name: 'proved', scopes: [] };
    const prover = { token: owner.token, password: PASSWORD };
    const shown = showing(await freshProof(fixture.app, prover, 'mint_token'));
    const first = await call(owner, key, '/api/tokens', body, shown);
    expect(first.status).toBe(201);
    expect((await call(owner, key, '/api/tokens', body, shown)).body).toEqual(first.body);
    const another = showing(await freshProof(fixture.app, prover, 'mint_token'));
    for (const headers of [{}, another]) {
      const other = await call(owner, key, '/api/tokens', body, headers as Record<string, string>);
      expect(other.text).not.toContain(first.body.token_data!.token);
    }
  });

  it('An answer that is kept for an Idempotency-Key of a grant is not given to a caller who may no longer make it', async () => {
    const deputy = await another('grants', ['role:read', 'role:write', 'token:read']);
    const made = { name: 'reads tokens', permissions: ['token:read'] };
    const [key, given] = [newId(), newId()];
    const rolePath = `/api/roles/service/${service}`;
    const first = await call<{ role_id: string }>(deputy, key, rolePath, made);
    expect(first.status).toBe(201);
    const person = await fixture.person();
    const assignPath = `/api/roles/user/${person.id}/service/${service}/role/${first.body.role_id}`;
    expect((await call(deputy, given, assignPath, undefined)).status).toBe(201);
    const role = await fixture.role(service, 'grants');
    const narrowed = { permissions: ['role:read', 'role:write'] };
    expect((await fixture.as(owner, 'PUT', `/api/roles/${role}`, narrowed)).status).toBe(200);
    for (const late of [
      await call(deputy, key, rolePath, made),
      await call(deputy, given, assignPath, undefined),
    ])
      expect([late.status, late.body.code]).toEqual([403, 'GRANT_DENIED']);
  });
});

describe('an answer that is kept where minting needs no proof', () => {
  it('An answer that is kept for an Idempotency-Key is not given once the sign-in is too old to mint', async () => {
    const clock = new FakeClock('2026-06-01T10:00:00Z');
    const env = { JWT_ACCESS_TOKEN_EXPIRES: '200000', FRESH_PROOF_FOR_ADMINISTRATION: 'false' };
    const fixture = await Fixture.open({ clock, env });
    try {
      const body = { service_id: await fixture.service('orders'), name: 'in the hour' };
      const post = (path: string, given: unknown) =>
        fixture.app.call<Minted>('POST', path, {
          token: fixture.admin.token,
          body: given,
          headers: { 'idempotency-key': 'one-key' },
        });
      const first = await post('/api/tokens', body);
      expect(first.status).toBe(201);
      clock.advanceSeconds(3601);
      const late = await post('/api/tokens', body);
      expect([late.status, late.body.code]).toEqual([401, 'REAUTHENTICATION_REQUIRED']);
      const { id, token } = first.body.token_data!;
      expect(late.text).not.toContain(token);
      expect((await post(`/api/tokens/${id}/rotate`, {})).status).toBe(401);
    } finally {
      await fixture.close();
    }
  }, 60_000);
});
