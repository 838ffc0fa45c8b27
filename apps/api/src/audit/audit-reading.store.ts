import { Injectable } from '@nestjs/common';
import { rows, type Tx } from '#libs/database';
import type { AuditFilter, AuditPage, AuditRecord } from './audit-record.js';

const COLUMNS = `id, created_at AS "createdAt", type, outcome, actor_kind AS "actorKind",
  actor_id AS "actorId", actor_session_id AS "actorSessionId", actor_token_id AS "actorTokenId",
  target_kind AS "targetKind", target_id AS "targetId", code, ip, user_agent AS "userAgent",
  request_id AS "requestId", details`;

/** What an index begins with before the time, and its value. */
interface Key {
  readonly columns: readonly string[];
  readonly values: readonly unknown[];
  readonly types: readonly string[];
  /** What a partial index asks for. */
  readonly isThere?: string;
}

const textKey = (columns: readonly string[], values: readonly unknown[]): Key => ({
  columns,
  values,
  types: columns.map(() => 'text'),
});
const actorKey = (actorId: string): Key => ({
  columns: ['actor_id'],
  values: [actorId],
  types: ['uuid'],
  isThere: 'actor_id IS NOT NULL',
});
const targetKey = (targetId: string): Key => ({
  ...textKey(['target_id'], [targetId]),
  isThere: 'target_id IS NOT NULL',
});
const aboutKey = (userId: string): Key => ({
  ...textKey(["(details ->> 'user_id')"], [userId]),
  isThere: "(details ->> 'user_id') IS NOT NULL",
});

/** Along which indexes the events are read: one, or one for each way of being about a user. */
function keysOf({ userId, actorId, targetId, type, outcome }: AuditFilter): Key[] {
  if (userId !== undefined) return [actorKey(userId), targetKey(userId), aboutKey(userId)];
  if (actorId !== undefined) return [actorKey(actorId)];
  if (targetId !== undefined) return [targetKey(targetId)];
  if (type !== undefined && outcome !== undefined) {
    return [textKey(['type', 'outcome'], [type, outcome])];
  }
  if (type !== undefined) return [textKey(['type'], [type])];
  if (outcome !== undefined) return [textKey(['outcome'], [outcome])];
  return [textKey([], [])];
}

/** A statement in the making. */
class Reading {
  readonly parameters: unknown[] = [];

  constructor(
    private readonly filter: AuditFilter,
    private readonly page: AuditPage,
  ) {}

  given(value: unknown): string {
    this.parameters.push(value);
    return `$${this.parameters.length}`;
  }

  /**
   * One stretch of the key's index, and what else must fit. The first column is asked for as one of a list, and named in the
   * order: with `=` alone the planner would guess how soon it meets enough events by walking along the time, and be wrong
   * where those that fit came all at once. Compared as a row with the others, the scan would not stop where its days end.
   */
  stretch(key: Key, limit: string): string {
    const conditions = [
      ...key.columns.map((column, index) => {
        const value = `${this.given(key.values[index])}::${key.types[index]}`;
        return index === 0 ? `${column} = ANY(ARRAY[${value}])` : `${column} = ${value}`;
      }),
      ...(key.isThere === undefined ? [] : [key.isThere]),
      ...this.times(),
      ...this.rest(key),
    ];
    const columns = [...key.columns, 'created_at', 'id'];
    const order = columns.map((column) => `${column} DESC`).join(', ');
    const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
    return `(SELECT * FROM audit_events ${where} ORDER BY ${order} LIMIT ${limit})`;
  }

  /** What holds for the whole answer: a cursor of another question may lie behind `to`. */
  whole(): string {
    const { to } = this.filter;
    const isNeeded = to !== undefined && this.page.after !== null;
    return isNeeded ? `WHERE created_at < ${this.moment(to)}` : '';
  }

  private times(): string[] {
    const { from, to } = this.filter;
    const times = from === undefined ? [] : [`created_at >= ${this.moment(from)}`];
    const { after } = this.page;
    if (after !== null) {
      const id = `${this.given(after)}::uuid`;
      const at = `(SELECT created_at FROM audit_events WHERE id = ${id})`;
      times.push(`(created_at, id) < (${at}, ${id})`);
    } else if (to !== undefined) {
      times.push(`created_at < ${this.moment(to)}`);
    }
    return times;
  }

  private moment(moment: Date): string {
    return `${this.given(moment)}::timestamptz`;
  }

  /** The filters that are not the key. */
  private rest({ columns }: Key): string[] {
    const { type, outcome, actorId, targetId, requestId } = this.filter;
    const all = { type, outcome, actor_id: actorId, target_id: targetId, request_id: requestId };
    return Object.entries(all)
      .filter(([column, value]) => value !== undefined && !columns.includes(column))
      .map(([column, value]) => `${column} = ${this.given(value)}`);
  }
}

/** Reads `audit_events`, newest first. */
@Injectable()
export class AuditReadingStore {
  list(tx: Tx, filter: AuditFilter, page: AuditPage): Promise<AuditRecord[]> {
    const reading = new Reading(filter, page);
    const limit = reading.given(page.limit);
    const stretches = keysOf(filter).map((key) => reading.stretch(key, limit));
    const sql = `SELECT ${COLUMNS} FROM (${stretches.join(' UNION ')}) e ${reading.whole()}
      ORDER BY created_at DESC, id DESC LIMIT ${limit}`;
    return rows(tx, sql, reading.parameters);
  }
}
