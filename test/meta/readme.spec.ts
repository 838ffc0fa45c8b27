import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import {
  answersIn,
  complaintsAbout,
  readmeCalls,
  registeredIn,
} from '../../.ci/new-user/readme-calls.mjs';

const fileOf = (name: string) => readFileSync(join(import.meta.dirname, '../..', name), 'utf8');
const README = fileOf('README.md');

/** The answers of a server to the calls, as curl prints them without separators. */
const GOOD = [
  { success: true, message: 'User registered successfully', user_id: '01938f6e' },
  { success: true, message: 'Email verified' },
  { success: true, user: { email: 'anna@example.org', is_email_verified: true } },
  { success: true, sessions: [{ current: true }], next_cursor: null },
  { success: true, access_token: 'a', refresh_token: 'r', token_type: 'Bearer' },
  { success: true, message: 'Signed out' },
  { type: 'urn:x', status: 401, success: false, code: 'SESSION_ENDED' },
];
const printed = (answers: readonly object[]) => answers.map((a) => JSON.stringify(a)).join('');

describe('the calls of the README, as CI pastes them', () => {
  it('The calls of the README that CI runs are found, and use the server that CI has started', () => {
    const calls = readmeCalls(README, 'http://localhost:6000');
    expect(calls).toContain('BASE=http://localhost:6000');
    expect(calls).toContain('$BASE/api/auth/logout');
    expect(calls).not.toContain('5000');
  });

  it('The calls of the README register one account, which CI signs in to again after a restart', () => {
    const account = registeredIn(README);
    expect(account).toEqual({ email: 'anna@example.org', password: 'velvet tram at midnight' });
    expect(() => registeredIn('no call')).toThrow('The README registers nobody');
  });

  it('The calls of the README are checked by every answer', () => {
    const { email } = registeredIn(README);
    expect(complaintsAbout(answersIn(printed(GOOD)), email)).toEqual([]);
    for (let n = 0; n < GOOD.length; n += 1) {
      const wrong = GOOD.map((answer, m) => (m === n ? { success: n === 6, message: '' } : answer));
      expect(complaintsAbout(answersIn(printed(wrong)), email)).toHaveLength(1);
    }
    expect(complaintsAbout(answersIn(printed(GOOD.slice(0, 6))), email)).toHaveLength(2);
  });
});

describe('the README', () => {
  it('The README has no count of tests, which would have to be kept by hand', () => {
    expect(README).not.toMatch(/\d+ (?:tests|passed|total)/);
  });
});

describe('the .env.example', () => {
  // Compose sets the database, Redis and the mail server; an example value of a file or host prevents the start.
  it('The .env.example sets nothing when it is copied unchanged, but the secret that production refuses', () => {
    expect(parseEnv(fileOf('.env.example'))).toEqual({ SECRET_KEY: 'your_secret_key_here' });
  });
});
