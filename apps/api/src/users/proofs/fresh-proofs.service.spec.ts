import { proofRequired } from './fresh-proofs.service.js';

describe('the refusal of an act without a fresh proof', () => {
  it.each([
    [
      { byPassword: true, byProviders: ['google'] },
      'POST /api/auth/proofs {"purpose", "password"}',
    ],
    [{ byPassword: false, byProviders: ['google'] }, 'POST /api/auth/proofs/{provider}'],
    [{ byPassword: false, byProviders: [] }, 'set a password by "Forgot your password?" first'],
  ])('the refusal for an account with %j tells how to make a proof', (methods, hint) => {
    const error = proofRequired('erase_account', methods);
    expect(error.code).toBe('PROOF_REQUIRED');
    expect(error.detail).toContain(hint);
    expect(error.params).toEqual({
      purpose: 'erase_account',
      by_password: methods.byPassword,
      by_providers: methods.byProviders,
    });
  });

  it('the refusal requires a new authentication as in RFC 9470', () => {
    const { headers } = proofRequired('merge', { byPassword: true, byProviders: [] });
    expect(headers?.['WWW-Authenticate']).toContain('error="insufficient_user_authentication"');
  });
});
