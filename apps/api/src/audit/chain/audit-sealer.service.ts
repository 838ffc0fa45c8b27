import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { AuditSeals, GENESIS, OUTCOME, type Head, type Seal } from './audit-seals.js';
import { Database, type Tx } from '#libs/database';
import { Clock, dayOf } from '#libs/kernel';
import { Lifecycle, Metrics } from '#libs/operation';
import { AuditChainStore, type WaitingEvent } from './audit-chain.store.js';

const EVERY_MS = 500;
const BATCH = 500;

/** The head does not match the chain: nothing is sealed until the operator has examined it. */
export class AuditChainBroken extends Error {
  override name = 'AuditChainBroken';
}

/**
 * Seals written events in order, within a second. Every instance tries, one at a time seals; writers never wait.
 */
@Injectable()
export class AuditSealer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('Audit trail');
  private readonly failures;
  private readonly events;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<unknown> = Promise.resolve();
  private isStopped = false;
  private lastComplaint = '';

  constructor(
    private readonly database: Database,
    private readonly store: AuditChainStore,
    private readonly seals: AuditSeals,
    private readonly clock: Clock,
    private readonly lifecycle: Lifecycle,
    metrics: Metrics,
  ) {
    this.failures = metrics.counter(
      'gatehouse_audit_seal_failures_total',
      'Rounds of sealing the audit trail that failed.',
    );
    this.events = metrics.counter(
      'gatehouse_audit_events_total',
      'Audit events that this instance sealed, by outcome: over all instances each counts once.',
      ['outcome'],
    );
    metrics.askedGauge('gatehouse_audit_unsealed', 'Audit events that wait for their seal.', () =>
      this.store.getBacklog(this.database.pool).catch(() => Number.NaN),
    );
  }

  /** Commands of the CLI do not seal. */
  onApplicationBootstrap(): void {
    if (!this.lifecycle.isDraining) this.plan();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  /**
   * Seals all waiting events; answers how many there were.
   * @throws AuditChainBroken
   */
  async seal(): Promise<number> {
    let total = 0;
    for (let last = BATCH; last === BATCH; total += last) {
      if (await this.store.isQueueEmpty(this.database.pool)) return total;
      const done = await this.database.transaction((tx) => this.sealSome(tx));
      for (const outcome of done.outcomes) this.events.inc({ outcome });
      last = done.count;
    }
    return total;
  }

  private async sealSome(tx: Tx): Promise<{ count: number; outcomes: string[] }> {
    if (!(await this.store.lock(tx))) return { count: 0, outcomes: [] };
    const head = await this.getHead(tx);
    const waiting = await this.store.listWaiting(tx, BATCH);
    const fresh = waiting.filter(({ isSealed }) => !isSealed);
    if (fresh.length > 0) await this.append(tx, head, fresh);
    await this.store.leaveQueue(
      tx,
      waiting.map(({ eventId }) => eventId),
    );
    const outcomes = fresh.map(({ content }) => content?.[OUTCOME] ?? 'deleted');
    return { count: waiting.length, outcomes };
  }

  private async append(tx: Tx, head: Head | null, events: readonly WaitingEvent[]): Promise<void> {
    const sealedAt = this.clock.now();
    const day = dayOf(sealedAt);
    if (head && head.day < day) await this.dropAnchor(tx, head);
    const links: Seal[] = [];
    let [number, hash] = [head?.number ?? 0, head?.hash ?? GENESIS];
    for (const { eventId, content } of events) {
      number += 1;
      const link = { number, eventId, eventHash: this.seals.ofEvent(content), sealedAt };
      hash = this.seals.ofLink(link, hash);
      links.push({ ...link, hash, keyId: this.seals.keyId });
    }
    await this.store.appendSeals(tx, links);
    // A clock that was set back must not start an earlier day.
    const next = { number, hash, day: head && head.day > day ? head.day : day };
    await this.store.saveHead(tx, this.seals.signHead(next));
  }

  /** Also logs the anchor: an attacker who can write to the database cannot change a copy of the log kept elsewhere. */
  private async dropAnchor(tx: Tx, { day, number, hash }: Head): Promise<void> {
    await this.store.appendAnchor(tx, { day, number, hash });
    this.log.log(`Anchor of ${day}: ${number}:${hash.toString('hex')}`);
  }

  private async getHead(tx: Tx): Promise<Head | null> {
    const head = await this.store.findHead(tx);
    if (head && this.seals.isForeign(head)) {
      throw new AuditChainBroken('The head of the audit trail was made under another SECRET_KEY');
    }
    if (head && !this.seals.isOurs(head)) {
      throw new AuditChainBroken('The head of the audit trail was not written by this server');
    }
    if (!head && (await this.store.hasSeals(tx))) {
      throw new AuditChainBroken('The head of the audit trail is gone');
    }
    return head;
  }

  private plan(): void {
    if (this.isStopped) return;
    this.timer = setTimeout(() => {
      this.running = this.seal()
        .then(() => (this.lastComplaint = ''))
        .catch((error: unknown) => this.complain(error))
        .finally(() => this.plan());
    }, EVERY_MS).unref();
  }

  /** Logs each cause once: sealing is tried twice a second. */
  private complain(error: unknown): void {
    this.failures.inc();
    const text = String(error);
    if (text === this.lastComplaint) return;
    this.lastComplaint = text;
    if (error instanceof AuditChainBroken) this.log.error(`${text}. Run: gatehouse audit verify`);
    else this.log.warn(`The audit trail was not sealed: ${text}`);
  }
}
