import { formTargetOf } from './form-target.js';

describe('the source of a policy for an application', () => {
  it.each([
    ['https://app.example.com/signed-in?a=b', 'https://app.example.com'],
    ['http://127.0.0.1:49152/done', 'http://127.0.0.1:49152'],
    ['http://[::1]:49152/done', 'http:'],
    ['com.example.app:/done', 'com.example.app:'],
  ])('for %s it is %s', (redirectUri, source) => {
    expect(formTargetOf(redirectUri)).toBe(source);
  });
});
