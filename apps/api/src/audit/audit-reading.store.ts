import { Injectable } from '@nestjs/common';
import { columnsOf, rows, type Tx } from '#libs/database';
import { AuditEventEntity } from './audit-event.entity.js';
import type { AuditFilter, AuditPage, AuditRecord } from './audit-record.js';

const COLUMNS = columnsOf(AuditEventEntity, [
  'id',
  'createdAt',
  'type',
  'outcome',
  'actorKind',
  'actorId',
  'actorSessionId',
  'actorTokenId',
  'targetKind',
  'targetId',
  'code',
  'ip',
  'userAgent',
  'requestId',
  'details',
]);

/** The columns of an index before the time, and the values to look for. */
interface Key {
  readonly columns: readonly string[];
  readonly values: readonly unknown[];
  readonly types: readonly string[];
  /** The predicate of a partial index. */
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

/** The indexes along which the events are read: one, or three where a user may be actor, target or subject. */
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

/** Builds the statement of one reading and collects its parameters. */
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
   * Reads one range of the key's index, filtered by the other conditions. The first column is compared with a list of one
   * value, and is part of the order: with `=` alone the planner would estimate how soon a scan along the time finds enough
   * events, and be wrong where the matching events are close together in time. In a row comparison with the other columns
   * the scan would not stop at the end of its days.
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

  /** The condition on the whole answer: a cursor that another filter gave may lie behind `to`. */
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
