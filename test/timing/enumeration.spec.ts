import { randomInt } from 'node:crypto';
import { eventually, type ServerProcess } from '#libs/testing';
import {
  type Accounts,
  anEmail,
  PASSWORD,
  signIn,
  type Account,
  UNLIMITED,
} from '../support/accounts.js';
import { enrolFactor } from '../support/factors.js';
import { MeasuredServer } from '../support/measured-server.js';
import {
  compareEach,
  findTelling,
  isTelling,
  mannWhitney,
  median,
  type Comparison,
  type Work,
} from '../support/timing.js';

const LONG = 900_000;
const GUARDED = 'an account with a second factor';

describe('the comparison of times', () => {
  const around = (middle: number) =>
    Array.from({ length: 300 }, () => middle + randomInt(1000) / 500);

  it('the comparison of times distinguishes a difference from noise', () => {
    const [quick, alike, slow] = [around(50), around(50), around(60)];
    const compared = (a: number[], b: number[]) => ({
      medianA: median(a),
      medianB: median(b),
      p: mannWhitney(a, b),
    });
    expect(isTelling(compared(quick, alike))).toBe(false);
    expect(isTelling(compared(quick, slow))).toBe(true);
    expect(mannWhitney([1, 2, 3, 4, 5], [1.5, 2.5, 3.5, 4.5, 5.5])).toBeCloseTo(0.6, 1);
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
  });
});

describe('the time of an answer', () => {
  let measured: MeasuredServer;
  let server: ServerProcess;
  let accounts: Accounts;

  beforeAll(async () => {
    const env = {
      ...UNLIMITED,
      BCRYPT_COST: '9',
      DATABASE_POOL_MAX: '10',
      EMAIL_SIGN_IN_ENABLED: 'true',
    };
    measured = await MeasuredServer.start(env);
    ({ server, accounts } = measured);
  }, 120_000);
  afterAll(() => measured?.close());

  const wrong = (email: string) => () =>
    server.post('/api/auth/login', { email, password: 'certainly not the right one' });
  const register = (email: () => string) => () =>
    server.post('/api/auth/register', { email: email(), password: PASSWORD });
  const ask = (path: string, email: () => string) => () => server.post(path, { email: email() });
  const stranger = () => anEmail('stranger');

  /** With a hash in the format that this server writes. */
  const aMember = async (change = ''): Promise<Account> => {
    const account = await accounts.create();
    await signIn(server, account);
    if (change) await accounts.rows(`UPDATE users SET ${change} WHERE id = $1`, [account.id]);
    return account;
  };

  const MEMBERS = {
    'an account': '',
    'a disabled account': 'is_active = false',
    'an unverified account': 'is_email_verified = false',
    'an account without a password': 'password = NULL',
    [GUARDED]: '',
  };
  let logins: Record<string, Work>;
  let loginTimes: Record<string, Comparison>;

  it(
    'of a login is measured for each kind of account beside one to none',
    async () => {
      const made = Object.entries(MEMBERS).map(async ([kind, change]): Promise<[string, Work]> => {
        const { id, email } = await aMember(change);
        if (kind === GUARDED) await enrolFactor(accounts, { id });
        return [kind, wrong(email)];
      });
      logins = Object.fromEntries(await Promise.all(made));
      loginTimes = await compareEach(wrong(stranger()), logins);
      expect(Object.keys(loginTimes)).toEqual(Object.keys(MEMBERS));
    },
    LONG,
  );

  it.each(Object.keys(MEMBERS))(
    'does not tell a login to %s from one to none',
    async (kind) => {
      const branches = { a: logins[kind]!, b: wrong(stranger()) };
      expect(await findTelling(branches, loginTimes[kind])).toBeNull();
    },
    LONG,
  );

  it(
    'the time of an answer does not distinguish the registration of a taken address from that of a free one',
    async () => {
      const { email } = await aMember();
      const taken = register(() => email);
      expect(await findTelling({ a: taken, b: register(stranger) })).toBeNull();
    },
    LONG,
  );

  it(
    'does not tell an account from none at /api/auth/login/email',
    async () => {
      const members = await Promise.all(Array.from({ length: 20 }, () => aMember()));
      let turn = 0;
      const known = () => members[(turn += 1) % members.length]?.email ?? '';
      const path = '/api/auth/login/email';
      const answer = await server.post(path, { email: known() });
      expect(answer.status).toBe(200);
      expect(await findTelling({ a: ask(path, known), b: ask(path, stranger) })).toBeNull();
    },
    LONG,
  );

  it(
    'does not tell a code that waits from none at /api/auth/login/email/verify',
    async () => {
      const members = await Promise.all(Array.from({ length: 20 }, () => aMember()));
      const path = '/api/auth/login/email/verify';
      const nonces = new Map<string, string>();
      const waiting = () =>
        accounts.rows<{ count: number }>('SELECT count(*)::int AS count FROM email_sign_ins');
      for (const { email } of members) {
        const asked = await server.post<{ nonce: string }>('/api/auth/login/email', { email });
        nonces.set(email, asked.body.nonce);
      }
      await eventually(async () => expect((await waiting())[0]?.count).toBe(members.length));
      // So that no try ends a code.
      await accounts.rows('UPDATE email_sign_ins SET tries = -100000');
      let turn = 0;
      const known = () => members[(turn += 1) % members.length]?.email ?? '';
      const tryAt = (email: () => string) => () => {
        const address = email();
        const nonce = nonces.get(address) ?? 'A'.repeat(43);
        return server.post(path, { email: address, code: '000000', nonce });
      };
      expect(await findTelling({ a: tryAt(known), b: tryAt(stranger) })).toBeNull();
    },
    LONG,
  );

  it(
    'does not tell a known address from an unknown one at /api/password/forgot and /api/auth/resend-verification',
    async () => {
      const members = await Promise.all(
        Array.from({ length: 20 }, () => aMember('is_email_verified = false')),
      );
      // Both wait for most of the time that they take, side by side.
      const told = ['/api/password/forgot', '/api/auth/resend-verification'].map((path) => {
        let turn = 0;
        const known = () => members[(turn += 1) % members.length]?.email ?? '';
        return findTelling({ a: ask(path, known), b: ask(path, stranger) });
      });
      expect(await Promise.all(told)).toEqual([null, null]);
    },
    LONG,
  );
});
