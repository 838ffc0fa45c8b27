import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '#libs/database';
import { ChangeLogStore, type Edge, type LoggedChange, type Place } from '../change-log.store.js';
import { RecentChanges } from './recent-changes.js';
import { WakeUps } from './wake-ups.service.js';

/** Interval of reads without a wake-up, in case one was lost. */
const LOOK_MS = 1_000;
/** No wake-up is sent when an open transaction that holds rows back ends. */
const FIRST_RETRY_MS = 10;
const LAST_RETRY_MS = 250;
const PAGE = 500;

/** Reads the end of the log once for all readers of this process, while there is at least one. */
@Injectable()
export class ChangePump implements OnModuleDestroy {
  private readonly logger = new Logger('Changes');
  private readonly followers = new Set<() => void>();
  /** Followers that have not been called since they registered. */
  private readonly newcomers = new Set<() => void>();
  private recent: RecentChanges | undefined;
  private stopHearing: (() => void) | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isReading = false;
  private isAskedAgain = false;
  private retryMs = FIRST_RETRY_MS;

  constructor(
    private readonly database: Database,
    private readonly store: ChangeLogStore,
    private readonly wakeUps: WakeUps,
  ) {}

  onModuleDestroy(): void {
    this.followers.clear();
    this.newcomers.clear();
    this.rest();
  }

  follow(follower: () => void): () => void {
    // The same function may be registered twice; each registration ends separately.
    const own = (): void => follower();
    this.followers.add(own);
    this.newcomers.add(own);
    this.stopHearing ??= this.wakeUps.on(() => this.look());
    this.look();
    return () => {
      this.followers.delete(own);
      this.newcomers.delete(own);
      if (this.followers.size === 0) this.rest();
    };
  }

  /** `null` if the position is not in memory. */
  after(place: Place, limit: number): LoggedChange[] | null {
    return this.recent?.after(place, limit) ?? null;
  }

  private rest(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.stopHearing?.();
    this.stopHearing = undefined;
    this.recent = undefined;
  }

  private look(): void {
    if (this.isReading) {
      this.isAskedAgain = true;
      return;
    }
    clearTimeout(this.timer);
    this.isReading = true;
    this.isAskedAgain = false;
    void this.read().then((nextMs) => {
      this.isReading = false;
      if (this.followers.size === 0) return;
      if (this.isAskedAgain) this.look();
      else this.timer = setTimeout(() => this.look(), nextMs).unref();
    });
  }

  /** Returns the maximum time until the next read. */
  private async read(): Promise<number> {
    try {
      // The edge is read first: rows released after that are in the page.
      const newcomers = new Set(this.newcomers);
      const edge = await this.store.getEdge(this.database.pool);
      const isNew = await this.readPages(edge);
      // A change between the newcomer's cursor and the position where this process began to read is new only to the
      // newcomer.
      const recipients = [...this.followers].filter((each) => isNew || newcomers.has(each));
      for (const follower of recipients) {
        this.newcomers.delete(follower);
        try {
          follower();
        } catch (error) {
          // The other followers are called nevertheless.
          this.logger.error(`A reader of the changes failed: ${String(error)}`);
        }
      }
      this.retryMs = isNew ? FIRST_RETRY_MS : Math.min(this.retryMs * 2, LAST_RETRY_MS);
      return edge.isHeldBack ? this.retryMs : LOOK_MS;
    } catch {
      return LOOK_MS;
    }
  }

  private async readPages(edge: Edge): Promise<boolean> {
    const recent = (this.recent ??= new RecentChanges({ xid: edge.settledBelowXid, seq: 0 }));
    for (let isNew = false; ; isNew = true) {
      const changes = await this.store.listAfter(this.database.pool, recent.end, PAGE);
      recent.add(changes);
      if (changes.length < PAGE) return isNew || changes.length > 0;
    }
  }
}
