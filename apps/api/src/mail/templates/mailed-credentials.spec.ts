import { listCredentials, type MailedCredential } from './mailed-credentials.js';

const addedAt = new Date('2026-01-02T03:04:00Z');
const google: MailedCredential = { kind: 'identity', name: 'google', addedAt, from: '192.0.2.1' };
const unknown: MailedCredential = { kind: 'device', name: null, addedAt, from: null };
const factor: MailedCredential = { kind: 'factor', type: 'totp', addedAt, from: null };
const token: MailedCredential = { kind: 'token', name: 'billing' };

describe('the credentials that a mail names', () => {
  it('a mail says what each is, since when and from where', () => {
    expect(listCredentials('en', [google, unknown, factor, token])).toBe(
      'signing in with google (since 2 January 2026, 03:04 UTC, from 192.0.2.1); an unknown device (since 2 January 2026, 03:04 UTC); an authenticator app (since 2 January 2026, 03:04 UTC); an application token of billing',
    );
  });

  it('a mail names them in its language', () => {
    expect(listCredentials('de', [google])).toBe(
      'Anmeldung mit google (seit 2. Januar 2026, 03:04 UTC, von 192.0.2.1)',
    );
    expect(listCredentials('ja', [])).toBe('');
  });
});
