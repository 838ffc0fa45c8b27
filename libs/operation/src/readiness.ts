/** What a check may tell beside up or down: numbers and short words, no secret, no address of a person. */
export type ReadinessDetails = Readonly<
  Record<string, string | number | boolean | readonly string[]>
>;

export interface ReadinessResult {
  /**
   * `down` takes the instance out of rotation; `degraded` says that something is lost but requests are
   * answered (for example Redis gone: slower, never wrong).
   */
  readonly status: 'up' | 'degraded' | 'down';
  readonly details?: ReadinessDetails;
}

/** A check of something that a feature needs in order to serve, run at each `GET /health/ready`. */
export interface ReadinessCheck {
  /** A short word: `database`, `redis`, `migrations`, `mail`. */
  readonly name: string;
  /** `true`: its loss never takes the instance out of rotation, not even when it does not answer. */
  readonly isNeverDown?: boolean;
  /** A rejection counts as `down`, and so does an answer that takes too long. */
  check(): Promise<ReadinessResult>;
}

/** Features register their checks here, in their module's constructor or `onModuleInit`. */
export class Readiness {
  private readonly checks = new Map<string, ReadinessCheck>();

  /** A later check of the same name takes the place of the earlier. */
  add(check: ReadinessCheck): void {
    this.checks.set(check.name, check);
  }

  list(): readonly ReadinessCheck[] {
    return [...this.checks.values()];
  }
}
