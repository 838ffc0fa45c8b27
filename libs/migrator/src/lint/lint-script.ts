import type { Directives } from '../files/directives.js';
import type { Script } from '../files/script.js';
import { positionAt } from '../sql/position.js';
import { shapeOf } from '../sql/shape.js';
import { alterTableActions } from './alter-table.js';
import { ACTION_RULES, STATEMENT_RULES, type RuleName } from './rules.js';

/** A statement that is dangerous on a database in use. */
export interface Finding {
  readonly rule: RuleName;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The table that it is about, when the rule is about an existing table. */
  readonly table: string | null;
  readonly message: string;
}

const CREATE_TABLE =
  /^CREATE (?:(?:GLOBAL |LOCAL )?(?:TEMP|TEMPORARY) |UNLOGGED )?TABLE (?:IF NOT EXISTS )?(\S+)/;

interface Hit {
  readonly rule: RuleName;
  readonly table: string | null;
  readonly reason: string;
  readonly isContract?: true;
}

function statementHits(shape: string): Hit[] {
  return STATEMENT_RULES.flatMap(({ pattern, ...rule }) => {
    const match = pattern.exec(shape);
    return match ? [{ ...rule, table: match.groups?.['table'] ?? null }] : [];
  });
}

function actionHits(shape: string): Hit[] {
  const alter = alterTableActions(shape);
  if (!alter) return [];
  return alter.actions.flatMap((action) =>
    ACTION_RULES.filter(({ matches }) => matches(action)).map(({ matches: _, ...rule }) => ({
      ...rule,
      table: alter.table,
    })),
  );
}

const hitsOf = (shape: string): Hit[] => [...statementHits(shape), ...actionHits(shape)];

const SAY_RELEASE =
  'say which release can go on without it: "-- gatehouse:least-release <release>"';

/** What is left of a hit after what the author says in the file. */
function objectionTo(hit: Hit, { allowed, leastRelease }: Directives): Hit | null {
  const { rule, reason, isContract } = hit;
  if (!isContract) return allowed.has(rule) ? null : hit;
  if (leastRelease !== null) return null;
  if (!allowed.has(rule)) return { ...hit, reason: `${reason}; ${SAY_RELEASE}` };
  if (allowed.has('least-release')) return null;
  return {
    ...hit,
    rule: 'least-release',
    reason: `an older release may still use it; ${SAY_RELEASE}`,
  };
}

/** Finds what drops, rewrites or blocks, unless the file says `-- gatehouse:allow <rule>`. */
export function lintScript(script: Script): Finding[] {
  const made = new Set<string>();
  return script.statements.flatMap((statement) => {
    const shape = shapeOf(statement.text);
    const created = CREATE_TABLE.exec(shape)?.[1];
    if (created) made.add(created);
    const { line, column } = positionAt(script.sql, statement.start);
    return hitsOf(shape)
      .filter(({ table }) => !made.has(table ?? ''))
      .flatMap((hit) => objectionTo(hit, script.directives) ?? [])
      .map(({ rule, table, reason }) => ({
        rule,
        file: script.path,
        line,
        column,
        table,
        message: `${script.path}:${line}:${column}: ${reason} (allow it with "-- gatehouse:allow ${rule}")`,
      }));
  });
}
