import { Injectable } from '@nestjs/common';
import { rows, type Tx } from '#libs/database';
import type { AuditFilter, AuditPage, AuditRecord } from './audit-reading.js';

const COLUMNS = `id, created_at AS "createdAt", type, outcome, actor_kind AS "actorKind",
  actor_id AS "actorId", actor_session_id AS "actorSessionId", actor_token_id AS "actorTokenId",
  target_kind AS "targetKind", target_id AS "targetId", code, ip, user_agent AS "userAgent",
  request_id AS "requestId", details`;

/** Each has an index of its own. */
const ABOUT_USER = [
  (user: string) => `actor_id = ${user}::uuid`,
  (user: string) => `target_id = ${user}::text`,
  (user: string) => `(details ->> 'user_id') = ${user}::text`,
];

/** A statement in the making: conditions and their parameters. */
class Conditions {
  readonly parameters: unknown[] = [];
  private readonly texts: string[] = [];

  parameter(value: unknown): string {
    this.parameters.push(value);
    return `$${this.parameters.length}`;
  }

  add(value: unknown, condition: (parameter: string) => string): void {
    if (value !== undefined && value !== null) this.texts.push(condition(this.parameter(value)));
  }

  where(...more: string[]): string {
    const all = [...this.texts, ...more];
    return all.length === 0 ? '' : `WHERE ${all.join(' AND ')}`;
  }
}

function conditionsOf(filter: AuditFilter, { after }: AuditPage): Conditions {
  const conditions = new Conditions();
  conditions.add(filter.type, (p) => `type = ${p}`);
  conditions.add(filter.outcome, (p) => `outcome = ${p}`);
  conditions.add(filter.actorId, (p) => `actor_id = ${p}`);
  conditions.add(filter.targetId, (p) => `target_id = ${p}`);
  conditions.add(filter.requestId, (p) => `request_id = ${p}`);
  conditions.add(filter.from, (p) => `created_at >= ${p}`);
  conditions.add(filter.to, (p) => `created_at < ${p}`);
  conditions.add(
    after,
    (p) => `(created_at, id) < ((SELECT created_at FROM audit_events WHERE id = ${p}), ${p}::uuid)`,
  );
  return conditions;
}

/** Reads `audit_events`, newest first. */
@Injectable()
export class AuditReadingStore {
  list(tx: Tx, filter: AuditFilter, page: AuditPage): Promise<AuditRecord[]> {
    const conditions = conditionsOf(filter, page);
    const user = filter.userId === undefined ? null : conditions.parameter(filter.userId);
    const limit = conditions.parameter(page.limit);
    const newest = `ORDER BY created_at DESC, id DESC LIMIT ${limit}`;
    const select = (...more: string[]) =>
      `SELECT * FROM audit_events ${conditions.where(...more)} ${newest}`;
    const source =
      user === null ? select() : ABOUT_USER.map((is) => `(${select(is(user))})`).join(' UNION ');
    return rows(tx, `SELECT ${COLUMNS} FROM (${source}) e ${newest}`, conditions.parameters);
  }
}
