import { Injectable, Logger, ServiceUnavailableException } from '@nestjs/common';
import {
  HealthCheckService,
  HealthIndicatorService,
  type HealthCheckResult,
  type HealthIndicatorResult,
} from '@nestjs/terminus';
import { inTime } from '#libs/kernel';
import {
  Lifecycle,
  Metrics,
  Readiness,
  type ReadinessCheck,
  type ReadinessResult,
} from '#libs/operation';

/** For an instance that was ready: a slow answer of a busy machine must not make it not ready. */
const CHECK_TIMEOUT_MS = 2_000;
/**
 * For an instance that was not ready: a check that started during an outage must not delay the finding that the outage
 * is over. Also for checks that are never down: a load balancer with a timeout of one second would otherwise remove
 * the instance because of them.
 */
const SHORT_TIMEOUT_MS = 500;
/** One round of checks answers all load balancers that ask within this time. */
const SHARED_FOR_MS = 250;

/** Whether requests should be sent to this instance, and the results of its checks. */
export interface ReadyState {
  readonly isReady: boolean;
  /** `ok`, `degraded`, `error`, `draining`. */
  readonly status: string;
  readonly checks: HealthCheckResult['details'];
}

const DRAINING: ReadyState = { isReady: false, status: 'draining', checks: {} };

/** Runs the checks that features have registered, each with its own deadline. */
@Injectable()
export class ReadinessService {
  private readonly logger = new Logger('Readiness');
  private shared: Promise<ReadyState> | undefined;
  private wasReady = true;

  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly readiness: Readiness,
    private readonly lifecycle: Lifecycle,
    metrics: Metrics,
  ) {
    metrics.askedGauge('gatehouse_ready', '1 while requests should be sent here.', async () =>
      Number((await this.getState()).isReady),
    );
  }

  async getState(): Promise<ReadyState> {
    if (this.lifecycle.isDraining) return DRAINING;
    this.shared ??= this.ask().finally(() => {
      setTimeout(() => (this.shared = undefined), SHARED_FOR_MS).unref();
    });
    const state = await this.shared;
    return this.lifecycle.isDraining ? DRAINING : state;
  }

  private async ask(): Promise<ReadyState> {
    const checks = this.readiness.list().map((check) => () => this.run(check));
    const { status, details } = await this.health.check(checks).catch(downResult);
    const isReady = status === 'ok' || status === 'degraded';
    if (isReady !== this.wasReady) this.logChange(isReady, details);
    return { isReady, status, checks: details };
  }

  private async run(check: ReadinessCheck): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check(check.name);
    const isPatient = this.wasReady && !check.isNeverDown;
    const deadlineMs = isPatient ? CHECK_TIMEOUT_MS : SHORT_TIMEOUT_MS;
    const { status, details = {} } = await withDeadline(check, deadlineMs);
    if (status === 'up') return indicator.up(details);
    return status === 'degraded' || check.isNeverDown
      ? indicator.degraded(details)
      : indicator.down(details);
  }

  private logChange(isReady: boolean, details: object): void {
    this.wasReady = isReady;
    if (isReady) this.logger.log('Ready again');
    else this.logger.warn('Not ready', { checks: details });
  }
}

async function withDeadline(check: ReadinessCheck, deadlineMs: number): Promise<ReadinessResult> {
  try {
    return await inTime(check.check(), deadlineMs, () => ({
      status: 'down',
      details: { reason: 'no answer in time' },
    }));
  } catch {
    // The error may name hosts and users; the feature that registered the check logs it.
    return { status: 'down', details: { reason: 'failed' } };
  }
}

/** Terminus throws the result when a check is down. */
function downResult(error: unknown): HealthCheckResult {
  if (error instanceof ServiceUnavailableException) return error.getResponse() as HealthCheckResult;
  throw error;
}
