import { authUnavailable } from '../errors.js';
import type { AppTokenAnswer, AskedAppToken, Authority } from './authority.js';
import type { Clock } from './clock.js';
import { FairLine } from './fair-line.js';

const MAX_WAITING = 10_000;
/** Fewer than the server accepts, so that a busy server answers in time. */
const TOKENS_OF_ONE_QUESTION = 100;
const QUESTIONS_AT_ONCE = 2;
/** For an older server, which accepts one token per request. */
const SINGLES_AT_ONCE = 16;
const TRY_QUESTIONS_AGAIN_MS = 60_000;
/** Look-ups that have waited this long are refused together with a failed request, without a request of their own. */
const PATIENCE_MS = 3000;

type Asked = Pick<Authority, 'validateAppToken' | 'askAppTokens'>;

interface Waiting {
  readonly asked: AskedAppToken;
  readonly sinceMs: number;
  readonly resolve: (answer: AppTokenAnswer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Looks up unknown application tokens at the server: many in one request and few requests at a time, so that a flood
 * of tokens does not overload the server. Waiting look-ups take turns by caller, so that a caller with thousands of
 * tokens delays no other, and no token is refused without a look-up.
 */
export class TokenLookUps {
  private readonly waiting = new FairLine<Waiting>(MAX_WAITING);
  private running = 0;
  private isCalled = false;
  private singlesUntilMs = -Infinity;

  constructor(
    private readonly authority: Asked,
    private readonly clock: Clock,
  ) {}

  get waitingCount(): number {
    return this.waiting.size;
  }

  /**
   * @throws Refusal `AUTH_UNAVAILABLE` when too many wait and this caller has the most; also what the authority throws
   */
  find(asked: AskedAppToken): Promise<AppTokenAnswer> {
    return new Promise((resolve, reject) => {
      const surplus = this.waiting.push(asked.caller, {
        ...{ asked, resolve, reject },
        sinceMs: this.clock(),
      });
      surplus?.reject(authUnavailable('Too many unknown application tokens were shown'));
      this.call();
    });
  }

  /** Look-ups of the same event loop turn share a request. */
  private call(): void {
    if (this.isCalled) return;
    this.isCalled = true;
    setImmediate(() => {
      this.isCalled = false;
      this.begin();
    });
  }

  private begin(): void {
    const isSingle = !this.authority.askAppTokens || this.clock() < this.singlesUntilMs;
    const [atOnce, most] = isSingle
      ? [SINGLES_AT_ONCE, 1]
      : [QUESTIONS_AT_ONCE, TOKENS_OF_ONE_QUESTION];
    while (this.running < atOnce && this.waiting.size > 0) {
      void this.ask(this.waiting.take(most));
    }
  }

  private async ask(batch: readonly Waiting[]): Promise<void> {
    this.running += 1;
    try {
      const answers = await this.answersTo(batch.map(({ asked }) => asked));
      for (const [index, { resolve, reject }] of batch.entries()) {
        const answer = answers[index];
        if (answer) resolve(answer);
        else reject(new Error('The server could not look the token up now'));
      }
    } catch (error) {
      for (const { reject } of [...batch, ...this.takeOverdue()]) reject(error);
    } finally {
      this.running -= 1;
      if (this.waiting.size > 0) this.call();
    }
  }

  private takeOverdue(): Waiting[] {
    const beforeMs = this.clock() - PATIENCE_MS;
    const all = this.waiting.take(this.waiting.size);
    for (const one of all) {
      if (one.sinceMs > beforeMs) this.waiting.push(one.asked.caller, one);
    }
    return all.filter(({ sinceMs }) => sinceMs <= beforeMs);
  }

  private async answersTo(
    asked: readonly AskedAppToken[],
  ): Promise<readonly (AppTokenAnswer | null)[]> {
    const [first] = asked;
    if (this.authority.askAppTokens && this.clock() >= this.singlesUntilMs) {
      const answers = await this.authority.askAppTokens(asked);
      if (answers) return answers;
      this.singlesUntilMs = this.clock() + TRY_QUESTIONS_AGAIN_MS;
    }
    if (!first || asked.length > 1) return this.oneByOne(asked);
    return [await this.single(first)];
  }

  /** For a batch when the server turns out to be an older one. */
  private oneByOne(asked: readonly AskedAppToken[]): Promise<(AppTokenAnswer | null)[]> {
    return Promise.all(asked.map((one) => this.single(one).catch(() => null)));
  }

  private async single({ token }: AskedAppToken): Promise<AppTokenAnswer> {
    return { state: await this.authority.validateAppToken(token), retryAfterSeconds: 0 };
  }
}
