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
}

function statementHits(shape: string): Hit[] {
  return STATEMENT_RULES.flatMap(({ rule, pattern, reason }) => {
    const match = pattern.exec(shape);
    return match ? [{ rule, table: match.groups?.['table'] ?? null, reason }] : [];
  });
}

function actionHits(shape: string): Hit[] {
  const alter = alterTableActions(shape);
  if (!alter) return [];
  return alter.actions.flatMap((action) =>
    ACTION_RULES.filter(({ matches }) => matches(action)).map(({ rule, reason }) => ({
      rule,
      table: alter.table,
      reason,
    })),
  );
}

const hitsOf = (shape: string): Hit[] => [...statementHits(shape), ...actionHits(shape)];

/** Finds what drops, rewrites or blocks, unless the file says `-- gatehouse:allow <rule>`. */
export function lintScript(script: Script): Finding[] {
  const made = new Set<string>();
  return script.statements.flatMap((statement) => {
    const shape = shapeOf(statement.text);
    const created = CREATE_TABLE.exec(shape)?.[1];
    if (created) made.add(created);
    const { line, column } = positionAt(script.sql, statement.start);
    return hitsOf(shape)
      .filter(({ rule, table }) => !script.directives.allowed.has(rule) && !made.has(table ?? ''))
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
