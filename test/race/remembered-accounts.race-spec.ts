import { hasRedisServer } from '#libs/testing';
import { me, signIn, type Account } from '../support/accounts.js';
import { serviceToken } from '../support/service-token.js';
import { TwoServers } from '../support/two-servers.js';

const ROUNDS = 60;
const READERS = 4;
const LONG = 600_000;

/** What a request sees of an account. */
interface Seen {
  readonly status: number;
  readonly firstName?: unknown;
  readonly isVerified?: unknown;
  /** Whether an introspection calls the token active. */
  readonly isActive: unknown;
}

interface Person {
  readonly account: Account;
  readonly token: string;
}

(hasRedisServer() ? describe : describe.skip)('an account that instances remember', () => {
  let fixture: TwoServers;
  let admin: string;
  let app: string;

  beforeAll(async () => {
    const env = {
      SESSION_LIMIT_PER_USER: '0',
      EMAIL_VERIFICATION_REQUIRED: 'false',
      REDIS_BREAK_MS: '50',
    };
    fixture = await TwoServers.start({ env });
    const administrator = await fixture.accounts.create();
    await fixture.accounts.grant(administrator, 'admin');
    admin = (await signIn(fixture.on(0), administrator)).access_token;
    app = await serviceToken(fixture.on(0), fixture.accounts);
  }, 120_000);
  afterAll(() => fixture?.close());

  const aPerson = async (isVerified: boolean): Promise<Person> => {
    const account = await fixture.accounts.create({ isVerified });
    return { account, token: (await signIn(fixture.on(0), account)).access_token };
  };

  const look = async (index: number, { token }: Person): Promise<Seen> => {
    const server = fixture.on(index);
    const [answer, introspected] = await Promise.all([
      me(server, token),
      server.post<{ active: unknown }>('/api/tokens/introspect', { token }, { token: app }),
    ]);
    const { user } = answer.body as { user?: Record<string, unknown> };
    return {
      status: answer.status,
      firstName: user?.['first_name'],
      isVerified: user?.['is_email_verified'],
      isActive: introspected.body.active,
    };
  };

  /** Each is sent to the first instance. */
  const change = {
    profile: ({ token }: Person) =>
      fixture.on(0).patch('/api/auth/me', { first_name: 'Changed' }, { token }),
    'address verified by an administrator': ({ account }: Person) =>
      fixture
        .on(0)
        .patch(`/api/users/${account.id}`, { is_email_verified: true }, { token: admin }),
    'address verified by its link': async ({ account }: Person) => {
      const token = await fixture.accounts.mailedToken(account, 'verify_email');
      return fixture.on(0).post('/api/auth/verify-email', { token, password: account.password });
    },
    deactivation: ({ account }: Person) =>
      fixture.on(0).patch(`/api/users/${account.id}`, { is_active: false }, { token: admin }),
  };
  type Way = keyof typeof change;

  const isSeen: Readonly<Record<Way, (seen: Seen) => boolean>> = {
    profile: ({ firstName }) => firstName === 'Changed',
    'address verified by an administrator': ({ isVerified }) => isVerified === true,
    'address verified by its link': ({ isVerified }) => isVerified === true,
    deactivation: ({ status, isActive }) => status === 401 && isActive === false,
  };

  /** Looks at both instances during a change; returns the looks that began after its answer and did not see it. */
  const staleLooks = async (way: Way, person: Person): Promise<Seen[]> => {
    let isAnswered = false;
    let isOver = false;
    const stale: Seen[] = [];
    const read = async (index: number) => {
      while (!isOver) {
        const mustSee = isAnswered;
        const seen = await look(index, person);
        if (mustSee && !isSeen[way](seen)) stale.push(seen);
      }
    };
    const readers = Array.from({ length: READERS }, (_, index) => read(index));
    const answer = await change[way](person);
    isAnswered = true;
    expect([way, answer.status]).toEqual([way, 200]);
    const next = await Promise.all([look(1, person), look(0, person)]);
    stale.push(...next.filter((seen) => !isSeen[way](seen)));
    isOver = true;
    await Promise.all(readers);
    return stale;
  };

  it.each(Object.keys(change) as Way[])(
    'a change of an account is seen by the very next request on every instance: %s',
    async (way) => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const person = await aPerson(way === 'profile' || way === 'deactivation');
        const before = await Promise.all([look(0, person), look(1, person), look(1, person)]);
        expect(before.filter((seen) => isSeen[way](seen))).toEqual([]);
        expect(await staleLooks(way, person)).toEqual([]);
      }
    },
    LONG,
  );
});
