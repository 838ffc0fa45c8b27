import type { Directives } from '../files/directives.js';
import type { Script } from '../files/script.js';
import type { Statement } from '../sql/split-statements.js';
import { Positions } from '../sql/position.js';
import { shapeOf, alterTableActions } from '../sql/shape.js';
import { finish, type Steps } from '../sql/steps.js';
import { ACTION_RULES, STATEMENT_RULES, type RuleName } from './rules.js';

/** A statement that is dangerous on a database in use. */
export interface Finding {
  readonly rule: RuleName;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The table, if the rule is about an existing one. */
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

/** A finding after the directives of the file are applied; `null` if it is allowed. */
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

/** The first words of all rules, so that the many INSERTs of a fixture are skipped. */
const LINTED_STATEMENT = /^(?:ALTER|CLUSTER|CREATE|DELETE|DROP|REFRESH|TRUNCATE|VACUUM)\b/;

class ScriptLint {
  private readonly made = new Set<string>();
  private readonly positions: Positions;

  constructor(private readonly script: Script) {
    this.positions = new Positions(script.sql);
  }

  findingsOf({ text, start }: Statement): Finding[] {
    const { directives, path } = this.script;
    const shape = shapeOf(text);
    const created = CREATE_TABLE.exec(shape)?.[1];
    if (created) this.made.add(created);
    return hitsOf(shape)
      .filter(({ table }) => !this.made.has(table ?? ''))
      .flatMap((hit) => objectionTo(hit, directives) ?? [])
      .map(({ rule, table, reason }) => {
        const { line, column } = this.positions.at(start);
        const message = `${path}:${line}:${column}: ${reason} (allow it with "-- gatehouse:allow ${rule}")`;
        return { rule, file: path, line, column, table, message };
      });
  }
}

/** Finds statements that drop, rewrite or block, unless the file has `-- gatehouse:allow <rule>`. One pass. */
export function* lintSteps(script: Script): Steps<Finding[]> {
  const lint = new ScriptLint(script);
  const findings: Finding[] = [];
  for (const statement of script.statements) {
    if (!LINTED_STATEMENT.test(statement.head)) continue;
    findings.push(...lint.findingsOf(statement));
    yield;
  }
  return findings;
}

/** Lints a file synchronously. */
export const lintScript = (script: Script): Finding[] => finish(lintSteps(script));
