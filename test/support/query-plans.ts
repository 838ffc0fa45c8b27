import type { Tx } from '#libs/database';

export interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows'?: number;
  readonly 'Actual Loops'?: number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly 'Shared Hit Blocks'?: number;
  readonly 'Shared Read Blocks'?: number;
  readonly Plans?: readonly Plan[];
}

/** An executed statement, with what it read. */
export interface Seen {
  readonly text: string;
  readonly plan: Plan;
}

const PLANNED = /^\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH)\b/i;

export const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

/** The number of rows that a plan node read. */
export function rowsReadBy(node: Plan): number {
  const loops = node['Actual Loops'] ?? 1;
  const each =
    (node['Actual Rows'] ?? 0) +
    (node['Rows Removed by Filter'] ?? 0) +
    (node['Rows Removed by Index Recheck'] ?? 0);
  return each * loops;
}

/**
 * The number of pages that a plan node itself read: a scan past unmatching index entries shows here, not in the rows.
 */
export function pagesReadBy(node: Plan): number {
  const all = (plan: Plan) => (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0);
  return (node.Plans ?? []).reduce((rest, child) => rest - all(child), all(node));
}

/** A connection that records the actual plan of each statement before it runs the statement. */
export function recorded(tx: Tx, seen: Seen[]): Tx {
  const query = async (statement: string | { text: string }, parameters?: unknown[]) => {
    const text = typeof statement === 'string' ? statement : statement.text;
    if (PLANNED.test(text)) {
      await tx.query('SAVEPOINT before_plan');
      const explain = `EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) ${text}`;
      const [found] = await tx.query<[{ 'QUERY PLAN': [{ Plan: Plan }] }]>(explain, parameters);
      await tx.query('ROLLBACK TO SAVEPOINT before_plan');
      seen.push({ text, plan: found['QUERY PLAN'][0].Plan });
    }
    return tx.query<unknown>(text, parameters);
  };
  return { query } as unknown as Tx;
}
