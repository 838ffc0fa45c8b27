import type { Clock } from './clock.js';

/** The stable codes of what can be wrong with a guard. */
export type GuardProblemCode =
  | 'CONNECTING'
  | 'FEED_LOST'
  | 'SERVER_UNREACHABLE'
  | 'SERVER_UNAVAILABLE'
  | 'NOT_GATEHOUSE'
  | 'TOO_MANY_STREAMS'
  | 'APP_TOKEN_MISSING'
  | 'APP_TOKEN_MALFORMED'
  | 'APP_TOKEN_EXPIRED'
  | 'APP_TOKEN_REVOKED'
  | 'APP_TOKEN_REFUSED'
  | 'APP_TOKEN_EXPIRES_SOON'
  | 'SERVICE_INACTIVE'
  | 'WRONG_ISSUER'
  | 'WRONG_SERVICE'
  | 'WRONG_AUDIENCE'
  | 'KEYS_MISSING'
  | 'CLOCK_BEHIND'
  | 'CLOCK_AHEAD';

/** `ok`: calls are decided as usual; `degraded`: they are, and something needs a hand; `refusing`: calls of good callers are refused. */
export type GuardStatus = 'ok' | 'degraded' | 'refusing';

/** What is wrong with a guard, and what cures it. */
export interface GuardProblem {
  readonly code: GuardProblemCode;
  readonly severity: 'degraded' | 'refusing';
  /** Names the cause and the cure; no secret. */
  readonly message: string;
  readonly since: Date;
}

/** The truth of a guard about itself. */
export interface GuardHealth {
  readonly status: GuardStatus;
  /** When the status became this one. */
  readonly since: Date;
  /** What is wrong, the worst first; none while it is `ok`. */
  readonly problems: readonly GuardProblem[];
}

/** Where a problem belongs: of one place there is one at a time. */
export type ProblemPlace =
  | 'connection'
  | 'calls'
  | 'setup'
  | 'token'
  | 'audience'
  | 'keys'
  | 'clock';

export interface Trouble {
  readonly code: GuardProblemCode;
  readonly severity: GuardProblem['severity'];
  readonly message: string;
}

/** Told once when a problem begins, and once when it is over. */
export interface HealthListener {
  onProblem?(problem: GuardProblem): void;
  onRecovered?(problem: GuardProblem): void;
}

/** A place whose problems come and go with single calls says the same again after so long. */
const SAY_AGAIN_MS = 60_000;
const OF_SINGLE_CALLS: ReadonlySet<ProblemPlace> = new Set(['calls', 'audience', 'clock']);
/** Of a connection that breaks: told when it cannot be made anew at once. */
const SILENT: ReadonlySet<GuardProblemCode> = new Set(['CONNECTING', 'FEED_LOST']);

interface Entry {
  problem: GuardProblem;
  isSaid: boolean;
}

/** Keeps what is wrong with a guard, by place, and tells of each beginning and end once. */
export class HealthRecord {
  private readonly entries = new Map<ProblemPlace, Entry>();
  private readonly saidAtMs = new Map<string, number>();
  private status: GuardStatus = 'ok';
  private sinceMs: number;

  constructor(
    private readonly clock: Clock,
    private readonly listener: HealthListener,
  ) {
    this.sinceMs = clock();
  }

  /** Begins a problem, or says more of one that is there; `insists`: it was met again. */
  set(place: ProblemPlace, trouble: Trouble, insists = false): void {
    const entry = this.entries.get(place);
    const isSame = entry?.problem.code === trouble.code;
    const since = isSame ? entry.problem.since : new Date(this.clock());
    const isSaid = isSame && entry.isSaid;
    const next: Entry = { problem: { ...trouble, since }, isSaid };
    this.entries.set(place, next);
    if (!isSaid && (insists || !SILENT.has(trouble.code))) this.say(place, next);
    this.settle();
  }

  clear(place: ProblemPlace): void {
    const entry = this.entries.get(place);
    if (!entry) return;
    this.entries.delete(place);
    this.settle();
    if (entry.isSaid) this.listener.onRecovered?.(entry.problem);
  }

  get(place: ProblemPlace): GuardProblem | undefined {
    return this.entries.get(place)?.problem;
  }

  report(): GuardHealth {
    const problems = [...this.entries.values()].map(({ problem }) => problem);
    const weight = ({ severity }: GuardProblem) => (severity === 'refusing' ? 0 : 1);
    problems.sort((a, b) => weight(a) - weight(b) || a.since.getTime() - b.since.getTime());
    return { status: this.status, since: new Date(this.sinceMs), problems };
  }

  private say(place: ProblemPlace, entry: Entry): void {
    entry.isSaid = true;
    const nowMs = this.clock();
    const key = `${place} ${entry.problem.code}`;
    const saidAtMs = this.saidAtMs.get(key) ?? -Infinity;
    if (OF_SINGLE_CALLS.has(place) && nowMs - saidAtMs < SAY_AGAIN_MS) {
      entry.isSaid = false;
      return;
    }
    this.saidAtMs.set(key, nowMs);
    this.listener.onProblem?.(entry.problem);
  }

  private settle(): void {
    const severities = [...this.entries.values()].map(({ problem }) => problem.severity);
    const status = severities.includes('refusing') ? 'refusing' : (severities[0] ?? 'ok');
    if (status === this.status) return;
    this.status = status;
    this.sinceMs = this.clock();
  }
}
