import type { TestApp } from '#libs/testing';
import { UNLIMITED, type Accounts, type Problem, type SignedIn } from '../support/accounts.js';
import { enrolTotp, fakeTotp, type FakeFactor } from '../support/fake-totp.js';
import { withFixture } from '../support/with-fixture.js';

const STEP_UP = '/api/auth/step-up';
const PROOFS = '/api/auth/proofs';
const MOST_TRIES = 12;

interface Held {
  readonly email: string;
  readonly token: string;
  readonly device: string;
  readonly factor: FakeFactor;
}

describe('guesses in a session', () => {
  let app: TestApp;
  let accounts: Accounts;

  withFixture(async (opened) => {
    const env = {
      ...UNLIMITED,
      RATE_LIMIT_ENABLED: 'true',
      RATE_LIMIT_LOGIN_PER_ACCOUNT: 'off',
      RATE_LIMIT_LOGIN_PER_ADDRESS: 'off',
    };
    ({ app, accounts } = await opened.app({ env }));
    fakeTotp(app);
  }, 120_000);

  async function aHolder(): Promise<Held> {
    const { id, email, password } = await accounts.create();
    const answer = await app.post<SignedIn>('/api/auth/login', { email, password });
    const device = String(answer.headers['x-device-token']);
    const factor = await enrolTotp(accounts, id);
    return { email, token: answer.body.access_token, device, factor };
  }

  const bodyOf = (path: string, code: string) => ({
    type: 'totp',
    code,
    ...(path === PROOFS && { purpose: 'erase_account' }),
  });
  const show = (path: string, { token }: Held, code: string, device?: string) =>
    app.post<Problem>(path, bodyOf(path, code), {
      token,
      headers: device === undefined ? {} : { 'x-device-token': device },
    });
  /** Shows wrong codes until none is looked at any more. */
  async function exhaust(path: string, held: Held, device?: string): Promise<void> {
    let answer = await show(path, held, 'wrong', device);
    for (let tries = 1; tries < MOST_TRIES && answer.status === 400; tries += 1)
      answer = await show(path, held, 'wrong', device);
    expect(answer).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
  }

  describe.each([STEP_UP, PROOFS])('at %s', (path) => {
    it('Who has the access token alone does not lock the device out that the account knows', async () => {
      const held = await aHolder();
      await exhaust(path, held);
      const answer = await show(path, held, held.factor.code(1), held.device);
      expect(answer.status).toBeLessThan(300);
    });

    it('A device that only another account knows has no tries of its own', async () => {
      const [held, other] = [await aHolder(), await aHolder()];
      await exhaust(path, held, other.device);
      expect((await show(path, held, held.factor.code(1))).status).toBe(429);
    });

    it('A known device that guesses has to wait, and slows down no other', async () => {
      const held = await aHolder();
      await exhaust(path, held, held.device);
      expect((await show(path, held, held.factor.code(1), held.device)).status).toBe(429);
      expect((await show(path, held, held.factor.code(2))).status).toBeLessThan(300);
    });
  });

  it('Wrong passwords of who has the access token alone do not keep the known device waiting', async () => {
    const { email, password } = await accounts.create();
    const signedIn = await app.post<SignedIn>('/api/auth/login', { email, password });
    const device = String(signedIn.headers['x-device-token']);
    const token = signedIn.body.access_token;
    const shown = (text: string, headers = {}) =>
      app.post<Problem>(STEP_UP, { type: 'password', password: text }, { token, headers });
    let answer = await shown('not the password');
    for (let tries = 1; tries < MOST_TRIES && answer.status === 400; tries += 1)
      answer = await shown('not the password');
    expect(answer).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
    expect((await shown(password)).status).toBe(429);
    expect((await shown(password, { 'x-device-token': device })).status).toBe(200);
  });

  it('A body of another form is no guess', async () => {
    const [held, other] = [await aHolder(), await aHolder()];
    const { email } = other;
    const purpose = 'erase_account';
    const guesses = () =>
      accounts.rows<{ key: Buffer; failures: number }>(
        'SELECT encode(key, $1) AS key, failures FROM failed_logins ORDER BY 1',
        ['hex'],
      );
    const before = await guesses();
    const bodies: object[] = [
      {},
      { purpose: 'nonsense', type: 'totp', code: 'wrong' },
      { purpose },
      { purpose, password: 'x'.repeat(2000) },
      { purpose, type: 'totp' },
      { purpose, type: 'totp', code: '' },
      { purpose, type: 'totp', code: 123_456 },
      { purpose, type: 'recovery_codes', code: ['wrong'] },
      { purpose, type: 'passkey' },
      { purpose, type: 'passkey', response: 'wrong' },
      { purpose, type: 'passkey', response: {} },
      { purpose, type: 'passkey', response: { id: 1, type: 'public-key', response: {} } },
      { purpose, type: 'other', code: 'wrong' },
      { purpose, email, password: 'wrong' },
      { purpose: 'merge', email },
      { purpose: 'merge', email, type: 'totp', code: 'wrong' },
      { purpose: 'merge', email: ['x'], password: 'wrong' },
    ];
    for (const body of bodies) {
      const answer = await app.post<Problem>(PROOFS, body, { token: held.token });
      expect([body, answer]).toMatchObject([
        body,
        { status: 400, body: { code: 'VALIDATION_FAILED' } },
      ]);
    }
    expect(await guesses()).toEqual(before);
    expect((await show(PROOFS, held, held.factor.code(1))).status).toBe(201);
  });

  it.each([{}, { id: 'x' }, { type: 'public-key' }])(
    'The response %j is no try to sign in or to step up',
    async (response) => {
      const held = await aHolder();
      const invalid = { status: 400, body: { code: 'VALIDATION_FAILED' } };
      const stepUp = { type: 'passkey', response };
      expect(await app.post(STEP_UP, stepUp, { token: held.token })).toMatchObject(invalid);
      const challenge = 'A'.repeat(43);
      const signIn = { challenge, type: 'passkey', response };
      expect(await app.post('/api/auth/login/factor', signIn)).toMatchObject(invalid);
    },
  );
});
