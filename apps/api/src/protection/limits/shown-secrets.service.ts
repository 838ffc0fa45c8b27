import { Injectable, type ExecutionContext } from '@nestjs/common';
import { Clock, isAppError } from '#libs/kernel';
import { Metrics } from '#libs/operation';
import type { GatehouseRequest } from '#api/platform/http';
import { BadCredentials } from './network-limits.service.js';
import { FairLimit } from '#api/platform/rate-limit';
import { Rates } from './rates.service.js';
import { RateLimitKeys } from './rate-limit-keys.service.js';

/** Of the connections of this process, those that addresses with many bad secrets may use together. */
const PLACES = 4;
const MAX_WAITING = 2_000;
const MAX_SUSPECTS = 20_000;
const SUSPECT_MS = 60_000;
const BAD_REQUEST = 400;
const SERVER_ERROR = 500;

/**
 * The limit of class `token` by address: refresh tokens, mailed tokens and codes are looked at first, and only those
 * that are refused count. An address with too many bad ones goes on through a narrow gate, so that it delays nobody else.
 */
@Injectable()
export class ShownSecrets {
  private readonly gate = new FairLimit(PLACES, MAX_WAITING);
  private readonly suspectUntilMs = new Map<string, number>();

  constructor(
    private readonly bad: BadCredentials,
    private readonly rates: Rates,
    private readonly keys: RateLimitKeys,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    metrics.gauge(
      'gatehouse_suspect_requests_waiting',
      'Refresh and mailed tokens from addresses with too many bad ones that wait to be looked at',
      () => this.gate.waitingCount,
    );
  }

  /** Whether bad secrets are limited at all. */
  get isLimited(): boolean {
    return this.rates.find('token', 'address') !== null;
  }

  /**
   * Handles a request that shows a secret, and counts it by its address when it is refused.
   * @throws AppError `RATE_LIMITED`, `SERVICE_UNAVAILABLE`, and what `handle` throws
   */
  async look<T>(context: ExecutionContext, handle: () => Promise<T>): Promise<T> {
    const request = context.switchToHttp().getRequest<GatehouseRequest>();
    const networks = this.keys.ofNetworks(request).map(({ subject }) => subject);
    const address = networks[0] ?? '';
    const [site = '', ...narrower] = networks.toReversed();
    try {
      return await (this.isSuspect(address)
        ? this.gate.run([site, ...narrower], handle)
        : handle());
    } catch (error) {
      if (isRefusal(error)) await this.count(context, address);
      throw error;
    }
  }

  private async count(context: ExecutionContext, address: string): Promise<void> {
    try {
      await this.bad.countAddress(context);
    } catch (error) {
      this.suspect(address);
      throw error;
    }
  }

  private isSuspect(address: string): boolean {
    return (this.suspectUntilMs.get(address) ?? 0) > this.clock.monotonicMs();
  }

  private suspect(address: string): void {
    this.suspectUntilMs.delete(address);
    if (this.suspectUntilMs.size >= MAX_SUSPECTS) {
      const [oldest] = this.suspectUntilMs.keys();
      if (oldest !== undefined) this.suspectUntilMs.delete(oldest);
    }
    this.suspectUntilMs.set(address, this.clock.monotonicMs() + SUSPECT_MS);
  }
}

/** A demand for the second factor follows a right secret. */
const isRefusal = (error: unknown): boolean =>
  isAppError(error) &&
  error.code !== 'SECOND_FACTOR_REQUIRED' &&
  error.entry.status >= BAD_REQUEST &&
  error.entry.status < SERVER_ERROR;
