import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Database, type Tx } from '#libs/database';
import { randomToken } from '#libs/kernel';
import { ChangeLogStore, type Unannounced } from '../change-log.store.js';
import { WakeUps } from '../feed/wake-ups.service.js';
import { keyOf, MARKER_TTL_SECONDS } from '../markers.js';
import { PrefixedEphemeral } from '../prefixed-ephemeral.service.js';

const LOOK_MS = 1_000;
/** Younger rows are still being announced by the instances that wrote them. */
const YOUNG_SECONDS = 1;
const PAGE = 500;
const VALUE_BYTES = 9;

/**
 * Announces changes whose announcement failed at their commit, because Redis was not available or the process stopped.
 * All instances share the work; no request waits for it.
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

  /** Runs once at a time. All requests for help that arrive during a run lead to one more run. */
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

  /** Never throws: remaining rows are found in the next run. */
  private async announceAll(olderThanSeconds: number): Promise<void> {
    try {
      let count: number;
      do {
        count = await this.database.transaction((tx) => this.announcePage(tx, olderThanSeconds));
      } while (count === PAGE);
    } catch {
      // Redis or PostgreSQL is not available.
    }
  }

  /** The rows stay locked until the markers are written, and stay unannounced if that fails. */
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
