import { sha256 } from '#libs/kernel';
import { startSmtpSink, type SmtpSink } from '#libs/testing';
import { mailTo, tokenIn } from '../support/accounts.js';
import { TwoServers } from '../support/two-servers.js';

const ROUNDS = 10;
const REQUESTS = 50;
const LONG = 300_000;

describe('a sign-in by mail under a race on two instances', () => {
  let fixture: TwoServers;
  let sink: SmtpSink;

  beforeAll(async () => {
    sink = await startSmtpSink();
    fixture = await TwoServers.start({ env: { ...sink.env, EMAIL_SIGN_IN_ENABLED: 'true' } });
    await fixture.warm(REQUESTS);
  }, 120_000);
  afterAll(async () => {
    await fixture?.close();
    await sink?.close();
  });

  async function asked(round: number, isVerified: boolean) {
    const account = await fixture.accounts.create({ isVerified });
    const { email } = account;
    const { body } = await fixture.on(round).post<{ nonce: string }>('/api/auth/login/email', { email }); // prettier-ignore
    const mail = await mailTo(sink, email, /Your code/);
    const code = /^(\d{6})$/m.exec(mail.text ?? '')?.[1];
    return { account, email, code, token: tokenIn(mail), nonce: body.nonce };
  }

  it.each([true, false])(
    'of fifty requests with one code, one signs in; the address is verified before: %s',
    async (isVerified) => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const { account, email, code, nonce } = await asked(round, isVerified);
        const answers = await fixture.race(REQUESTS, (server) =>
          server.post('/api/auth/login/email/verify', { email, code, nonce }),
        );
        expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
        expect(answers.filter(({ status }) => status === 401)).toHaveLength(REQUESTS - 1);
        expect(await fixture.accounts.liveSessions(account)).toBe(1);
      }
    },
    LONG,
  );

  it(
    'of fifty requests with one link, one signs in',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const { account, token, nonce } = await asked(round, true);
        const answers = await fixture.race(REQUESTS, (server) =>
          server.post('/api/auth/login/email/verify', { token, nonce }),
        );
        expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
        expect(await fixture.accounts.liveSessions(account)).toBe(1);
      }
    },
    LONG,
  );

  it(
    'fifty wrong codes at once are at most five tries',
    async () => {
      const { email, code, nonce, account } = await asked(0, true);
      const wrong = code === '000000' ? '000001' : '000000';
      await fixture.race(REQUESTS, (server) =>
        server.post('/api/auth/login/email/verify', { email, code: wrong, nonce }),
      );
      const row = await fixture.accounts.row<{ tries: number }>(
        'SELECT tries FROM email_sign_ins WHERE user_id = $1 AND nonce_hash = $2',
        [account.id, sha256(nonce)],
      );
      expect(row?.tries).toBe(5);
      const last = await fixture.on(1).post('/api/auth/login/email/verify', { email, code, nonce });
      expect(last.status).toBe(401);
    },
    LONG,
  );
});
