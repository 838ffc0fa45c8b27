/** Details of a check: numbers and short words, no secret, no e-mail address. */
export type ReadinessDetails = Readonly<
  Record<string, string | number | boolean | readonly string[]>
>;

export interface ReadinessResult {
  /**
   * `down` takes the instance out of rotation; `degraded` means that something is lost but requests are answered (for
   * example without Redis: slower, but correct).
   */
  readonly status: 'up' | 'degraded' | 'down';
  readonly details?: ReadinessDetails;
}

/** A check of something that a feature needs in order to serve, run at each `GET /health/ready`. */
export interface ReadinessCheck {
  /** A short word: `database`, `redis`, `migrations`, `mail`. */
  readonly name: string;
  /** Whether its loss never takes the instance out of rotation, not even when it does not answer. */
  readonly isNeverDown?: boolean;
  /** A rejection or a late answer counts as `down`. */
  check(): Promise<ReadinessResult>;
}

/** Features register their checks here, in their module's constructor or `onModuleInit`. */
export class Readiness {
  private readonly checks = new Map<string, ReadinessCheck>();

  /** A later check replaces an earlier one of the same name. */
  add(check: ReadinessCheck): void {
    this.checks.set(check.name, check);
  }

  list(): readonly ReadinessCheck[] {
    return [...this.checks.values()];
  }
}
