import { PASSWORD, signIn } from '../support/accounts.js';
import { Setting } from './support/providers/setting.js';

const REFUSED = { status: 401, body: { code: 'PROOF_REQUIRED' } };

describe('fresh proofs', () => {
  it('Fresh proofs are switched off for administration alone by FRESH_PROOF_FOR_ADMINISTRATION', async () => {
    const lax = await Setting.open({ FRESH_PROOF_FOR_ADMINISTRATION: 'false' });
    try {
      const admin = await lax.accounts.create({ password: PASSWORD });
      await lax.accounts.grant(admin, 'admin');
      const { access_token: token } = await signIn(lax.app, admin);
      const post = (path: string, body: object) =>
        lax.app.post<Record<string, string>>(path, body, { token });
      const service = await post('/api/roles/services', { name: 'old clients' });
      const minted = await post('/api/tokens', {
        service_id: service.body['service_id'],
        name: 'old',
      });
      expect(minted.status).toBe(201);
      expect(await post('/api/auth/identities/google', {})).toMatchObject(REFUSED);
      expect(await lax.app.delete(`/api/users/${admin.id}`, { token })).toMatchObject(REFUSED);
    } finally {
      await lax.close();
    }
  }, 120_000);
});
