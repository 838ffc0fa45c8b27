import type { ServerProcess } from '#libs/testing';
import { anEmail, PASSWORD, signIn, type Account, type Accounts } from '../support/accounts.js';
import { MeasuredServer } from '../support/measured-server.js';
import { findTelling } from '../support/timing.js';

const LONG = 900_000;
const MANY = '1000000/1h';
/** Limits are on and never reached: every request is counted. */
const LIMITED = {
  RATE_LIMIT_ENABLED: 'true',
  RATE_LIMIT_LOGIN_PER_ADDRESS: MANY,
  RATE_LIMIT_LOGIN_PER_ACCOUNT: MANY,
  RATE_LIMIT_REGISTER_PER_ADDRESS: MANY,
  RATE_LIMIT_REGISTER_PER_ACCOUNT: MANY,
  RATE_LIMIT_MAIL_PER_ADDRESS: MANY,
  RATE_LIMIT_MAIL_PER_ACCOUNT: MANY,
  PASSWORD_BACKOFF_FREE_TRIES: '50',
  CAPTCHA_MODE: 'off',
};
/** So many accounts that none reaches the back-off in two runs. */
const PEOPLE = 20;

describe('the time of an answer that is counted by limits', () => {
  let measured: MeasuredServer;
  let server: ServerProcess;
  let accounts: Accounts;

  beforeAll(async () => {
    const env = { ...LIMITED, BCRYPT_COST: '10', DATABASE_POOL_MAX: '10' };
    measured = await MeasuredServer.start(env);
    ({ server, accounts } = measured);
  }, 120_000);
  afterAll(() => measured?.close());

  /** Once each in turn; the answer must be the timed one, not a refusal by a limit. */
  const inTurn = (path: string, status: number, bodies: readonly object[]) => {
    let turn = 0;
    return async () => {
      const answer = await server.post(path, bodies[(turn += 1) % bodies.length]);
      expect(answer.status).toBe(status);
    };
  };
  const strangers = () => Array.from({ length: PEOPLE }, () => ({ email: anEmail('stranger') }));
  const members = async (): Promise<Account[]> => {
    const made = await Promise.all(Array.from({ length: PEOPLE }, () => accounts.create()));
    // With hashes in the format that this server writes.
    for (const account of made) await signIn(server, account);
    return made;
  };
  const guess = ({ email }: { email: string }) => ({ email, password: 'certainly not the one' });
  const join = ({ email }: { email: string }) => ({ email, password: PASSWORD });
  const ask = ({ email }: { email: string }) => ({ email });

  it(
    'with limits on, the time of an answer does not distinguish a login to an account from one to none',
    async () => {
      const known = inTurn('/api/auth/login', 401, (await members()).map(guess));
      const unknown = inTurn('/api/auth/login', 401, strangers().map(guess));
      expect(await findTelling({ a: known, b: unknown })).toBeNull();
    },
    LONG,
  );

  it(
    'with limits on, the time of an answer does not distinguish the registration of a taken address from that of a free one',
    async () => {
      const taken = inTurn('/api/auth/register', 201, (await members()).map(join));
      const free = () => inTurn('/api/auth/register', 201, [join({ email: anEmail('free') })])();
      expect(await findTelling({ a: taken, b: free })).toBeNull();
    },
    LONG,
  );

  it(
    'with limits on, the time of a mail request does not distinguish a known address from an unknown one',
    async () => {
      const known = inTurn('/api/password/forgot', 200, (await members()).map(ask));
      const unknown = inTurn('/api/password/forgot', 200, strangers().map(ask));
      expect(await findTelling({ a: known, b: unknown })).toBeNull();
    },
    LONG,
  );
});
