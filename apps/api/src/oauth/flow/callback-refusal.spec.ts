import { callbackRefusal } from './callback-refusal.js';

const codeOf = (shown: Record<string, string>) => callbackRefusal(shown)?.code ?? null;

describe('the callback of a provider', () => {
  it.each([
    ['the user declines', { error: 'access_denied' }],
    [
      'the user declines at Microsoft',
      { error: 'access_denied', error_description: 'AADSTS65004: User declined to consent' },
    ],
    ['the user declines at Apple', { error: 'user_cancelled_authorize' }],
    ['the user declines at Facebook', { error: 'access_denied', error_code: '200' }],
    ['Facebook gives a number alone', { error_code: '1349168', error_message: 'App Not Setup' }],
    ['an organization must consent first', { error: 'consent_required' }],
    ['the person must act there', { error: 'interaction_required' }],
  ])('a callback is a refusal where %s', (_where, shown) => {
    expect(codeOf(shown)).toBe('PROVIDER_REFUSED');
  });

  it.each<Record<string, string>>([
    { error: 'unauthorized_client' },
    { error: 'redirect_uri_mismatch' },
    { error: 'application_suspended' },
    { error: 'invalid_scope' },
    { error: 'invalid_request' },
    { error: 'unsupported_response_type' },
    { error: 'invalid_client', error_description: 'AADSTS700016: Application was not found' },
  ])('a callback needs a change by the operator: %j', (shown) => {
    expect(codeOf(shown)).toBe('PROVIDER_MISCONFIGURED');
  });

  it('a callback with a temporary error, or one of the provider, is a refusal of that kind', () => {
    expect(codeOf({ error: 'temporarily_unavailable' })).toBe('PROVIDER_UNAVAILABLE');
    expect(codeOf({ error: 'server_error' })).toBe('PROVIDER_FAILED');
  });

  it('a callback without a code and an error is an invalid answer', () => {
    expect(codeOf({ state: 's' })).toBe('PROVIDER_ANSWER_INVALID');
    expect(codeOf({ code: '' })).toBe('PROVIDER_ANSWER_INVALID');
    expect(codeOf({ code: 'c' })).toBeNull();
  });
});
