import { newId } from '#libs/kernel';
import { type TestApp } from '#libs/testing';
import {
  type Accounts,
  signIn,
  UNLIMITED,
  type Account,
  type Problem,
} from '../support/accounts.js';
import { askForProof, freshProof, showing } from '../support/fresh-proof.js';
import { withFixture } from '../support/with-fixture.js';

interface Made {
  readonly role_id: string;
  readonly service_id: string;
}

/** Permissions for acts that require a fresh proof. */
const REQUIRING_PROOF = ['role:write', 'token:write', 'user:delete'];

describe("an administrator's access token alone", () => {
  let app: TestApp;
  let accounts: Accounts;
  let admin: Account & { readonly token: string };
  let authService: string;

  withFixture(async (opened) => {
    ({ app, accounts } = await opened.app({ env: UNLIMITED }));
    const account = await accounts.create();
    await accounts.grant(account, 'admin');
    admin = { ...account, token: (await signIn(app, account)).access_token };
    const found = await accounts.row<{ id: string }>(
      "SELECT id FROM services WHERE name = 'auth_service'",
    );
    authService = found?.id ?? '';
  }, 90_000);

  const call = (method: string, path: string, body?: object, proof?: string) =>
    app.call<Problem & Made>(method, path, {
      token: admin.token,
      ...(body && { body }),
      ...(proof !== undefined && { headers: showing(proof) }),
    });
  const aRole = async (...permissions: string[]) => {
    const body = { name: newId(), permissions };
    return (await call('POST', `/api/roles/service/${authService}`, body)).body.role_id;
  };

  it.each(REQUIRING_PROOF)(
    'The access token of an administrator alone gives no account the permission %s',
    async (name) => {
      const thief = await accounts.create();
      const given = `/api/roles/user/${thief.id}/service/${authService}/role/${await aRole(name)}`;
      const refused = { status: 401, body: { code: 'PROOF_REQUIRED' } };
      expect(await call('POST', given)).toMatchObject(refused);

      const held = await aRole('user:read');
      const reading = `/api/roles/user/${thief.id}/service/${authService}/role/${held}`;
      expect((await call('POST', reading)).status).toBe(201);
      const grown = { permissions: ['user:read', name] };
      expect(await call('PUT', `/api/roles/${held}`, grown)).toMatchObject(refused);

      const proof = await freshProof(app, admin, 'grant_role');
      expect((await call('POST', given, undefined, proof)).status).toBe(201);
    },
  );

  it('The access token of an administrator alone lets no account of a thief mint tokens', async () => {
    const thief = await accounts.create();
    const { access_token: token } = await signIn(app, thief);
    const role = await aRole('token:write');
    await call('POST', `/api/roles/user/${thief.id}/service/${authService}/role/${role}`);
    const asked = { purpose: 'mint_token', password: thief.password };
    const { proof } = (await askForProof(app, token, asked)).body;
    const body = { service_id: authService, name: newId() };
    const minted = await app.post('/api/tokens', body, { token, headers: showing(proof) });
    expect(minted.status).toBe(403);
  });
});
