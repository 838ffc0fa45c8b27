import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Database, type Tx } from '#libs/database';
import { randomToken } from '#libs/kernel';
import { ChangeLogStore, type Unannounced } from '../change-log.store.js';
import { WakeUps } from '../feed/wake-ups.service.js';
import { keyOf, MARKER_TTL_SECONDS } from '../markers.js';
import { PrefixedEphemeral } from '../prefixed-ephemeral.service.js';

const LOOK_MS = 1_000;
/** The instances that wrote younger rows are still announcing them. */
const YOUNG_SECONDS = 1;
const PAGE = 500;
const VALUE_BYTES = 9;

/**
 * Announces what could not be announced when it was committed: Redis was away, or the process died. All instances
 * share the work; nobody waits for it.
 */
@Injectable()
export class Reannouncer implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private stopHearing: (() => void) | undefined;
  private working: Promise<void> | undefined;
  private isNeededAgain = false;

  constructor(
    private readonly database: Database,
    private readonly store: ChangeLogStore,
    private readonly shared: PrefixedEphemeral,
    private readonly wakeUps: WakeUps,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.shared.ephemeral.isShared) return;
    this.timer = setInterval(() => this.look(YOUNG_SECONDS), LOOK_MS).unref();
    this.stopHearing = this.wakeUps.on((wakeUp) => {
      if (wakeUp === 'help') this.look(0);
    });
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    this.stopHearing?.();
    this.isNeededAgain = false;
    await this.working;
  }

  /** One at a time; any number of calls for help that come meanwhile are answered by one look more. */
  private look(olderThanSeconds: number): void {
    if (this.working) {
      this.isNeededAgain ||= olderThanSeconds === 0;
      return;
    }
    if (!this.shared.ephemeral.isAvailable) return;
    this.working = this.announceAll(olderThanSeconds).then(() => {
      this.working = undefined;
      if (this.isNeededAgain) this.look(0);
      this.isNeededAgain = false;
    });
  }

  /** Never fails: what is left is found the next time. */
  private async announceAll(olderThanSeconds: number): Promise<void> {
    try {
      let count: number;
      do {
        count = await this.database.transaction((tx) => this.announcePage(tx, olderThanSeconds));
      } while (count === PAGE);
    } catch {
      // Redis or PostgreSQL is away.
    }
  }

  /** The rows stay locked until the markers are written, and as they were if that fails. */
  private async announcePage(tx: Tx, olderThanSeconds: number): Promise<number> {
    const found = await this.store.claimUnannounced(tx, olderThanSeconds, PAGE);
    if (found.length === 0) return 0;
    await this.shared.ephemeral.setMany(freshValues(found), MARKER_TTL_SECONDS);
    await this.store.markAnnounced(
      tx,
      found.map(({ id }) => id),
    );
    await this.wakeUps.send();
    return found.length;
  }
}

function freshValues(changes: readonly Unannounced[]): Map<string, string> {
  const keys = new Set(changes.flatMap(({ markers }) => markers.map(keyOf)));
  return new Map([...keys].map((key) => [key, randomToken(VALUE_BYTES)]));
}
