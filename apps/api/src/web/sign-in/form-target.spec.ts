import { formTargetOf, joinPolicies } from './form-target.js';

describe('what the policy of a form must allow', () => {
  it.each([
    ['https://app.example.test/cb?x=1', 'https://app.example.test'],
    ['https://app.example.test:8443/cb', 'https://app.example.test:8443'],
    ['http://127.0.0.1:51004/cb', 'http://127.0.0.1:51004'],
    ['http://[::1]:51004/cb', 'http:'],
    ['com.example.app:/cb', 'com.example.app:'],
    ['com.example.app://signed-in', 'com.example.app:'],
  ])('a redirect to %s needs %s', (redirectUri, target) => {
    expect(formTargetOf(redirectUri)).toBe(target);
  });

  it('policies are joined with each source once', () => {
    expect(
      joinPolicies(
        { 'form-action': ['https://a.test'] },
        {},
        { 'form-action': ['https://a.test', 'https://b.test'], 'script-src': ["'nonce-x'"] },
      ),
    ).toEqual({
      'form-action': ['https://a.test', 'https://b.test'],
      'script-src': ["'nonce-x'"],
    });
  });
});
