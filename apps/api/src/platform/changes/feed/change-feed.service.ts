import { Injectable } from '@nestjs/common';
import { Database, Installation } from '#libs/database';
import type { ChangeRow } from '../change.js';
import { ChangeLogStore, type Edge, type LoggedChange } from '../change-log.store.js';
import { KeptChanges } from '../kept-changes.service.js';
import { ChangePump } from './change-pump.service.js';
import { formatCursor, parseCursor, type Cursor } from './cursor.js';

const DAY_SECONDS = 86_400;
/** How much earlier a transaction may have begun than those whose rows precede its own. */
const MARGIN_SECONDS = 3_600;
/**
 * How long the name of the log is cached; after a restore, older cursors are refused after this time at the latest.
 */
const LOG_NAME_MS = 1_000;

/** A change as read from the log. */
export interface FeedChange extends ChangeRow {
  /** The position right after this change. */
  readonly cursor: string;
  /** When its transaction began. */
  readonly at: Date;
}

export interface ChangePage {
  /** In the order of the log. */
  readonly changes: readonly FeedChange[];
  /** The position to continue from. */
  readonly cursor: string;
  /**
   * The given cursor cannot be used: it is malformed, from another installation or before a restore, older than the
   * log keeps, or ahead of it. `changes` is empty then, and the reader starts over from `cursor`.
   */
  readonly isGap: boolean;
}

/**
 * All committed changes, each once and in an order that is the same on every instance; recent ones are read from
 * memory. Cursors are opaque, in printable ASCII without spaces, and survive restarts.
 */
@Injectable()
export class ChangeFeed {
  private logName: { readonly name: string; readonly readAtMs: number } | undefined;

  constructor(
    private readonly database: Database,
    private readonly store: ChangeLogStore,
    private readonly pump: ChangePump,
    private readonly installation: Installation,
    private readonly kept: KeptChanges,
  ) {}

  /** The end of the readable log: changes that are not readable yet come after it. */
  async latestCursor(): Promise<string> {
    const [log, edge] = await Promise.all([this.getLogName(), this.getEdge()]);
    return endOf(log, edge);
  }

  /** The settled changes after the cursor: no change can appear before them later. */
  async readAfter(cursor: string, limit: number): Promise<ChangePage> {
    const log = await this.getLogName();
    const place = parseCursor(cursor);
    const recent = place?.log === log ? this.pump.after(place, limit) : null;
    if (place && recent) return toPage(place, recent);
    const edge = await this.getEdge();
    if (!place || !(await this.isHonoured(place, log, edge))) {
      return { changes: [], cursor: endOf(log, edge), isGap: true };
    }
    return toPage(place, await this.store.listAfter(this.database.pool, place, limit));
  }

  /**
   * Calls the listener soon after registration, and then shortly after each commit on any instance that makes changes
   * readable. A reader whose cursor is older than its listener misses nothing. One process queries PostgreSQL once for
   * any number of listeners; a `readAfter` of recent changes is then answered from memory. Returns a function that
   * removes the listener.
   */
  onWake(listener: () => void): () => void {
    return this.pump.follow(listener);
  }

  private async isHonoured(place: Cursor, log: string, edge: Edge): Promise<boolean> {
    const ageSeconds = edge.nowSeconds - place.atSeconds;
    const isKept = ageSeconds < (await this.kept.days()) * DAY_SECONDS - MARGIN_SECONDS;
    return place.log === log && isKept && place.xid <= edge.nextXid;
  }

  private getEdge(): Promise<Edge> {
    return this.store.getEdge(this.database.pool);
  }

  /** It changes only with a restore, so it is cached. */
  private async getLogName(): Promise<string> {
    const known = this.logName;
    const now = performance.now();
    if (known && now - known.readAtMs < LOG_NAME_MS) return known.name;
    const [id, epoch] = await Promise.all([
      this.installation.getId(),
      this.installation.getEpoch(),
    ]);
    this.logName = { name: `${id}-${epoch.toString(16)}`, readAtMs: now };
    return this.logName.name;
  }
}

function endOf(log: string, edge: Edge): string {
  return formatCursor({ log, xid: edge.settledBelowXid, seq: 0, atSeconds: edge.nowSeconds });
}

function toPage(from: Cursor, logged: readonly LoggedChange[]): ChangePage {
  const changes = logged.map((each) => toFeedChange(from.log, each));
  return { changes, cursor: changes.at(-1)?.cursor ?? formatCursor(from), isGap: false };
}

function toFeedChange(log: string, logged: LoggedChange): FeedChange {
  const { xid, seq, kind, createdAt: at } = logged;
  const atSeconds = Math.floor(at.getTime() / 1000);
  return {
    kind,
    at,
    cursor: formatCursor({ log, xid, seq, atSeconds }),
    ...(logged.userId !== null && { userId: logged.userId }),
    ...(logged.sessionId !== null && { sessionId: logged.sessionId }),
    ...(logged.serviceId !== null && { serviceId: logged.serviceId }),
    ...(logged.roleId !== null && { roleId: logged.roleId }),
    ...(logged.tokenId !== null && { tokenId: logged.tokenId }),
    ...(logged.data !== null && { data: logged.data }),
  };
}
