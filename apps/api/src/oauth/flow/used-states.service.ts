import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '#libs/database';
import { Clock, equalsConstantTime, sha256 } from '#libs/kernel';
import { invalidState } from '../oauth.errors.js';
import type { Flow } from './flow.js';
import { UsedStatesStore } from './used-states.store.js';

/** Longer than the clocks of instances may differ. */
const KEPT_LONGER_MS = 3_600_000;

/** Accepts the callback of each flow once, from the browser that began it, before it expires. */
@Injectable()
export class UsedStates {
  constructor(
    private readonly database: Database,
    private readonly store: UsedStatesStore,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `INVALID_OAUTH_STATE` */
  async consume(flow: Flow | null, shown: string | undefined): Promise<Flow> {
    if (!flow || shown === undefined || !isSame(shown, flow.state)) throw invalidState();
    if (flow.expiresAtMs <= this.clock.nowMs()) throw invalidState();
    const until = new Date(flow.expiresAtMs + KEPT_LONGER_MS);
    const isFirst = await this.store.consume(this.database.pool, sha256(flow.state), until);
    if (!isFirst) throw invalidState();
    return flow;
  }

  purgeExpired(tx: Tx, limit: number): Promise<number> {
    return this.store.deleteExpired(tx, this.clock.now(), limit);
  }
}

const isSame = (a: string, b: string) => equalsConstantTime(sha256(a), sha256(b));
