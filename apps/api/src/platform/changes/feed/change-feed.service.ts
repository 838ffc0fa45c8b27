import { Injectable } from '@nestjs/common';
import { Database, Installation } from '#libs/database';
import { ChangeFeed, type ChangePage, type FeedChange } from '../change-feed.js';
import { ChangeLogStore, type Edge, type LoggedChange } from '../change-log.store.js';
import { KeptChanges } from '../kept-changes.service.js';
import { ChangePump } from './change-pump.service.js';
import { formatCursor, parseCursor, type Cursor } from './cursor.js';

const DAY_SECONDS = 86_400;
/** A transaction may have begun so long before those whose rows come before its own. */
const MARGIN_SECONDS = 3_600;
/** After a restore cursors of before end at the latest when so much time has passed. */
const LOG_NAME_MS = 1_000;

/** Serves the change log in order, from memory where it can. */
@Injectable()
export class LoggedChangeFeed extends ChangeFeed {
  private logName: { readonly name: string; readonly readAtMs: number } | undefined;

  constructor(
    private readonly database: Database,
    private readonly store: ChangeLogStore,
    private readonly pump: ChangePump,
    private readonly installation: Installation,
    private readonly kept: KeptChanges,
  ) {
    super();
  }

  override async latestCursor(): Promise<string> {
    const [log, edge] = await Promise.all([this.getLogName(), this.getEdge()]);
    return endOf(log, edge);
  }

  override async readAfter(cursor: string, limit: number): Promise<ChangePage> {
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

  override onWake(listener: () => void): () => void {
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

  /** Changes with a restore alone, so it is not read each time. */
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
  const { xid, seq, kind, created_at: at } = logged;
  const atSeconds = Math.floor(at.getTime() / 1000);
  return {
    kind,
    at,
    cursor: formatCursor({ log, xid, seq, atSeconds }),
    ...(logged.user_id !== null && { userId: logged.user_id }),
    ...(logged.session_id !== null && { sessionId: logged.session_id }),
    ...(logged.service_id !== null && { serviceId: logged.service_id }),
    ...(logged.role_id !== null && { roleId: logged.role_id }),
    ...(logged.token_id !== null && { tokenId: logged.token_id }),
    ...(logged.data !== null && { data: logged.data }),
  };
}
