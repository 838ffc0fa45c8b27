import type { SpanFacts } from '#libs/operation';

const KIND = /^\s*([a-z]+)/i;
/** The first table name of a statement. */
const TABLE = /\b(?:from|into|update|join)\s+"?([a-z_][a-z0-9_]*)"?/i;

/** The kind of a statement and its first table, without its text or values. */
export function statementSpan(statement: unknown): SpanFacts {
  const text = textOf(statement);
  const kind = (KIND.exec(text)?.[1] ?? 'OTHER').toUpperCase();
  const table = TABLE.exec(text)?.[1]?.toLowerCase();
  return {
    name: table === undefined ? kind : `${kind} ${table}`,
    attributes: {
      'db.system.name': 'postgresql',
      'db.operation.name': kind,
      ...(table !== undefined && { 'db.collection.name': table }),
    },
  };
}

function textOf(statement: unknown): string {
  if (typeof statement === 'string') return statement;
  const { text } = (statement ?? {}) as { text?: unknown };
  return typeof text === 'string' ? text : '';
}
