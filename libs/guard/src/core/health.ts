import type { Clock } from './clock.js';

/** The stable codes of a guard's problems. */
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

/**
 * `ok`: calls are decided as usual; `degraded`: they are, but there is a problem to fix; `refusing`: calls of valid
 * callers are refused.
 */
export type GuardStatus = 'ok' | 'degraded' | 'refusing';

/** A problem of a guard and its remedy. */
export interface GuardProblem {
  readonly code: GuardProblemCode;
  readonly severity: 'degraded' | 'refusing';
  /** Names the cause and the remedy; contains no secret. */
  readonly message: string;
  readonly since: Date;
}

/** The health of a guard. */
export interface GuardHealth {
  readonly status: GuardStatus;
  /** When the status became this one. */
  readonly since: Date;
  /** The problems, the most severe first; empty while the status is `ok`. */
  readonly problems: readonly GuardProblem[];
}

/** The area of a problem; each area has at most one problem at a time. */
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

/** Called once when a problem begins, and once when it is over. */
export interface HealthListener {
  onProblem?(problem: GuardProblem): void;
  onRecovered?(problem: GuardProblem): void;
}

/** An area whose problems depend on single calls reports the same problem again only after this time. */
const ANNOUNCE_AGAIN_MS = 60_000;
const OF_SINGLE_CALLS: ReadonlySet<ProblemPlace> = new Set(['calls', 'audience', 'clock']);
/** Problems of a broken connection, reported only if the next attempt fails too. */
const SILENT: ReadonlySet<GuardProblemCode> = new Set(['CONNECTING', 'FEED_LOST']);

interface Entry {
  problem: GuardProblem;
  isAnnounced: boolean;
}

/** Keeps the problems of a guard by area, and reports each beginning and end once. */
export class HealthRecord {
  private readonly entries = new Map<ProblemPlace, Entry>();
  private readonly announcedAtMs = new Map<string, number>();
  private status: GuardStatus = 'ok';
  private sinceMs: number;

  constructor(
    private readonly clock: Clock,
    private readonly listener: HealthListener,
  ) {
    this.sinceMs = clock();
  }

  /** Starts a problem or updates the current one; `insists`: it occurred again. */
  set(place: ProblemPlace, trouble: Trouble, insists = false): void {
    const entry = this.entries.get(place);
    const isSame = entry?.problem.code === trouble.code;
    const since = isSame ? entry.problem.since : new Date(this.clock());
    const isAnnounced = isSame && entry.isAnnounced;
    const next: Entry = { problem: { ...trouble, since }, isAnnounced };
    this.entries.set(place, next);
    if (!isAnnounced && (insists || !SILENT.has(trouble.code))) this.announce(place, next);
    this.settle();
  }

  clear(place: ProblemPlace): void {
    const entry = this.entries.get(place);
    if (!entry) return;
    this.entries.delete(place);
    this.settle();
    if (entry.isAnnounced) this.listener.onRecovered?.(entry.problem);
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

  private announce(place: ProblemPlace, entry: Entry): void {
    entry.isAnnounced = true;
    const nowMs = this.clock();
    const key = `${place} ${entry.problem.code}`;
    const announcedAtMs = this.announcedAtMs.get(key) ?? -Infinity;
    if (OF_SINGLE_CALLS.has(place) && nowMs - announcedAtMs < ANNOUNCE_AGAIN_MS) {
      entry.isAnnounced = false;
      return;
    }
    this.announcedAtMs.set(key, nowMs);
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
