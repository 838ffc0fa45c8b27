import { callbackRefusal } from './callback-refusal.js';

const codeOf = (shown: Record<string, string>) => callbackRefusal(shown)?.code ?? null;

describe('what a provider sends the browser back with', () => {
  it.each([
    ['the person declines', { error: 'access_denied' }],
    [
      'the person declines at Microsoft',
      { error: 'access_denied', error_description: 'AADSTS65004: User declined to consent' },
    ],
    ['the person declines at Apple', { error: 'user_cancelled_authorize' }],
    ['the person declines at Facebook', { error: 'access_denied', error_code: '200' }],
    ['Facebook gives a number alone', { error_code: '1349168', error_message: 'App Not Setup' }],
    ['an organization must consent first', { error: 'consent_required' }],
    ['the person must act there', { error: 'interaction_required' }],
  ])('is a refusal where %s', (_where, shown) => {
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
  ])("is the operator's to change: %j", (shown) => {
    expect(codeOf(shown)).toBe('PROVIDER_MISCONFIGURED');
  });

  it('is a matter of time, or of the provider, where it says so', () => {
    expect(codeOf({ error: 'temporarily_unavailable' })).toBe('PROVIDER_UNAVAILABLE');
    expect(codeOf({ error: 'server_error' })).toBe('PROVIDER_FAILED');
  });

  it('is an answer that fails a check where it is neither a code nor an error', () => {
    expect(codeOf({ state: 's' })).toBe('PROVIDER_ANSWER_INVALID');
    expect(codeOf({ code: '' })).toBe('PROVIDER_ANSWER_INVALID');
    expect(codeOf({ code: 'c' })).toBeNull();
  });
});
