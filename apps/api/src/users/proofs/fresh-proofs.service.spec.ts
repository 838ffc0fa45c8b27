import { proofRequired } from './fresh-proofs.service.js';

describe('the refusal of an act without a fresh proof', () => {
  it.each([
    [
      { byPassword: true, byProviders: ['google'], byFactors: [] },
      'POST /api/auth/proofs {"purpose", "password"}',
    ],
    [
      { byPassword: false, byProviders: [], byFactors: ['totp'] },
      'POST /api/auth/proofs {"purpose", "type", "code" or "response"}',
    ],
    [
      { byPassword: false, byProviders: ['google'], byFactors: [] },
      'POST /api/auth/proofs/{provider}',
    ],
    [
      { byPassword: false, byProviders: [], byFactors: [] },
      'set a password by "Forgot your password?" first',
    ],
  ])('the refusal for an account with %j tells how to make a proof', (methods, hint) => {
    const error = proofRequired('erase_account', methods);
    expect(error.code).toBe('PROOF_REQUIRED');
    expect(error.detail).toContain(hint);
    expect(error.params).toEqual({
      purpose: 'erase_account',
      by_password: methods.byPassword,
      by_providers: methods.byProviders,
      by_factors: methods.byFactors,
    });
  });

  it('the refusal requires a new authentication as in RFC 9470', () => {
    const { headers } = proofRequired('merge', {
      byPassword: true,
      byProviders: [],
      byFactors: [],
    });
    expect(headers?.['WWW-Authenticate']).toContain('error="insufficient_user_authentication"');
  });
});
