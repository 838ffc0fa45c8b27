import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Database } from '#libs/database';
import { VersionMarkers } from '../cache/version-markers.js';
import { ChangeLogStore, type Unannounced } from '../change-log.store.js';
import { PrefixedEphemeral } from '../prefixed-ephemeral.service.js';
import { WakeUps } from '../feed/wake-ups.service.js';
import { MarkerWriter } from './marker-writer.js';

const DELAY_MS = 250;

/**
 * Marks announced rows in batches, so that no request waits for this write. If the process stops before a write, the
 * rows are announced again, which costs one look-up.
 */
class AnnouncedRows {
  private ids: string[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly save: (ids: readonly string[]) => Promise<void>) {}

  add(ids: readonly string[]): void {
    this.ids.push(...ids);
    this.timer ??= setTimeout(() => void this.flush(), DELAY_MS).unref();
  }

  /** Never throws. A row that could not be marked is announced again. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const ids = this.ids.splice(0);
    if (ids.length > 0) await this.save(ids).catch(() => undefined);
  }
}

/** Announces committed changes to all instances. Never throws: what cannot be announced now is announced later. */
@Injectable()
export class Announcer implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Changes');
  private readonly writer: MarkerWriter;
  private readonly announced: AnnouncedRows;

  constructor(
    database: Database,
    store: ChangeLogStore,
    private readonly shared: PrefixedEphemeral,
    private readonly wakeUps: WakeUps,
    private readonly versionMarkers: VersionMarkers,
  ) {
    this.writer = new MarkerWriter(shared.ephemeral);
    this.announced = new AnnouncedRows((ids) => store.markAnnounced(database.checks, ids));
  }

  /** Resolves when no instance answers from its state before the change; docs/revocation.md lists the exceptions. */
  async announce(written: readonly Unannounced[]): Promise<void> {
    const sinceMs = performance.now();
    const wakeUp = this.wakeUps.send();
    try {
      if (await this.makeStale(written, sinceMs)) this.announced.add(written.map(({ id }) => id));
      else await this.leaveToOthers();
    } catch (error) {
      this.logger.error(`A change is announced later: ${String(error)}`);
      await this.leaveToOthers();
    }
    await wakeUp;
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.announced.flush();
  }

  private async makeStale(written: readonly Unannounced[], sinceMs: number): Promise<boolean> {
    const markers = [...new Set(written.flatMap((change) => change.markers))];
    // Without a shared state no instance caches. An instance that caches nevertheless, against the documentation,
    // still finds the rows.
    if (markers.length === 0 || !this.shared.ephemeral.isShared) return markers.length === 0;
    if (!(await this.shared.prepare())) return false;
    return (await this.writer.write(markers, sinceMs)) === 'written';
  }

  /** Another instance may reach Redis although this one does not. */
  private async leaveToOthers(): Promise<void> {
    this.versionMarkers.forget();
    await this.wakeUps.callForHelp();
  }
}
