import { HttpClient, type Answer } from '#libs/testing';
import { signIn, type Accounts, type Tokens } from './accounts.js';
import { serviceToken } from './service-token.js';

interface Session {
  tokens: Tokens;
  isBusy: boolean;
}

/** A request with an unexpected answer. */
export interface Failure {
  readonly atMs: number;
  readonly what: string;
  readonly why: string;
}

const SESSIONS = 20;
/**
 * The mix of twenty requests: reads, validations by a service, refreshes, and an introspection; one in four is a POST.
 */
const TEN = [
  'me',
  'validate',
  'me',
  'refresh',
  'me',
  'validate',
  'me',
  'me',
  'refresh',
  'validate',
];
const MIX = [...TEN, ...TEN.slice(1), 'introspect'];

/** Sends so many requests a second over kept connections, without waiting for earlier ones; each is sent once. */
export class SteadyLoad {
  readonly failures: Failure[] = [];
  sent = 0;
  private readonly client: HttpClient;
  private readonly sessions: Session[] = [];
  private readonly pending = new Set<Promise<void>>();
  private readonly startedMs = performance.now();
  private timer: NodeJS.Timeout | undefined;
  private appToken = '';

  constructor(
    url: string,
    private readonly accounts: Accounts,
  ) {
    this.client = new HttpClient(url);
  }

  async prepare(): Promise<void> {
    this.appToken = await serviceToken(this.client, this.accounts, `load ${this.startedMs}`);
    for (let count = 0; count < SESSIONS; count += 1) {
      const tokens = await signIn(this.client, await this.accounts.create());
      this.sessions.push({ tokens, isBusy: false });
    }
  }

  start(perSecond: number): void {
    const everyMs = 1000 / perSecond;
    let nextMs = performance.now();
    this.timer = setInterval(() => {
      for (; nextMs <= performance.now(); nextMs += everyMs) this.send();
    }, everyMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all(this.pending);
    this.client.hangUp();
  }

  private send(): void {
    const what = MIX[this.sent % MIX.length]!;
    this.sent += 1;
    const atMs = Math.round(performance.now() - this.startedMs);
    const fail = (why: string): void => void this.failures.push({ atMs, what, why });
    const work = this.ask(what).then(
      ({ status, text }) => {
        if (status !== 200) fail(`${status} ${text.slice(0, 200)}`);
      },
      (error: NodeJS.ErrnoException) => fail(error.code ?? error.message),
    );
    this.pending.add(work);
    void work.finally(() => this.pending.delete(work));
  }

  private ask(what: string): Promise<Answer> {
    const session = this.sessions[this.sent % SESSIONS]!;
    const token = session.tokens.access_token;
    if (what === 'validate')
      return this.client.get('/api/tokens/validate', { token: this.appToken });
    if (what === 'refresh' && !session.isBusy) return this.refresh(session);
    if (what !== 'introspect') return this.client.get('/api/auth/me', { token });
    return this.client.post('/api/tokens/introspect', { token }, { token: this.appToken });
  }

  private async refresh(session: Session): Promise<Answer> {
    session.isBusy = true;
    try {
      const { refresh_token } = session.tokens;
      const answer = await this.client.post('/api/auth/refresh', { refresh_token });
      if (answer.status === 200) session.tokens = answer.body as unknown as Tokens;
      return answer;
    } finally {
      session.isBusy = false;
    }
  }
}
