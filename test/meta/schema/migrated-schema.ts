import { rows, type Tx } from '#libs/database';

export interface MigratedColumn {
  readonly table: string;
  readonly name: string;
  /** As PostgreSQL writes it. */
  readonly type: string;
  readonly isNullable: boolean;
  readonly default: string | null;
  /** An identity, a sequence, or an expression: the value is the database's. */
  readonly isGenerated: boolean;
}

/** Tables that belong to tools, not to the application. */
const TOOLS = ['migrations'];

export async function tablesOf(tx: Tx): Promise<string[]> {
  const found = await rows<{ name: string }>(
    tx,
    `SELECT relname AS name FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
      ORDER BY 1`,
  );
  return found.map(({ name }) => name).filter((name) => !TOOLS.includes(name));
}

export function columnsOf(tx: Tx): Promise<MigratedColumn[]> {
  return rows<MigratedColumn>(
    tx,
    `SELECT c.relname AS "table", a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
            NOT a.attnotnull AS "isNullable",
            a.attidentity <> '' OR a.attgenerated <> ''
              OR coalesce(pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%', false) AS "isGenerated",
            pg_get_expr(d.adbin, d.adrelid) AS "default"
       FROM pg_class c
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
       LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
        AND NOT c.relispartition
      ORDER BY c.relname, a.attname`,
  );
}

export interface MigratedIndex {
  readonly table: string;
  readonly name: string;
  readonly isPrimary: boolean;
  /** Columns, or expressions as PostgreSQL writes them. */
  readonly keys: readonly string[];
  readonly where: string | null;
}

export function uniqueIndexesOf(tx: Tx): Promise<MigratedIndex[]> {
  return rows<MigratedIndex>(
    tx,
    `SELECT t.relname AS "table", i.relname AS name, x.indisprimary AS "isPrimary",
            pg_get_expr(x.indpred, x.indrelid) AS "where",
            (SELECT array_agg(pg_get_indexdef(x.indexrelid, n, false) ORDER BY n)
               FROM generate_series(1, x.indnkeyatts) n) AS keys
       FROM pg_index x
       JOIN pg_class i ON i.oid = x.indexrelid
       JOIN pg_class t ON t.oid = x.indrelid
      WHERE x.indisunique AND t.relnamespace = 'public'::regnamespace AND NOT t.relispartition
      ORDER BY 1, 2`,
  );
}

/** Foreign keys whose columns do not begin any index: deleting what they point to would read the whole table. */
export function foreignKeysWithoutIndex(tx: Tx): Promise<{ name: string }[]> {
  return rows<{ name: string }>(
    tx,
    `SELECT c.conrelid::regclass || '.' || c.conname AS name
       FROM pg_constraint c
      WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace AND c.conparentid = 0
        AND NOT EXISTS (
          SELECT FROM pg_index x
           WHERE x.indrelid = c.conrelid AND x.indisvalid
             AND (x.indpred IS NULL OR pg_get_expr(x.indpred, x.indrelid) LIKE '%IS NOT NULL%')
             AND c.conkey @> (x.indkey::int2[])[0:cardinality(c.conkey) - 1]
             AND (x.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey
        )
      ORDER BY 1`,
  );
}

export async function constraintNames(tx: Tx): Promise<Set<string>> {
  const found = await rows<{ name: string }>(
    tx,
    `SELECT conname AS name FROM pg_constraint WHERE connamespace = 'public'::regnamespace
      UNION SELECT relname FROM pg_class
             WHERE relkind = 'i' AND relnamespace = 'public'::regnamespace`,
  );
  return new Set(found.map(({ name }) => name));
}

/** A constraint, or an index that stands behind none. */
export interface NamedObject {
  readonly table: string;
  readonly name: string;
  readonly kind: 'pkey' | 'key' | 'fkey' | 'check' | 'idx';
  /** Columns, or expressions as PostgreSQL writes them. */
  readonly keys: readonly string[];
  /** Of a partial index. */
  readonly where: string | null;
}

export async function namedObjectsOf(tx: Tx): Promise<NamedObject[]> {
  const found = await rows<NamedObject>(
    tx,
    `SELECT c.conrelid::regclass::text AS "table", c.conname AS name, NULL AS "where",
            CASE c.contype WHEN 'p' THEN 'pkey' WHEN 'u' THEN 'key' WHEN 'f' THEN 'fkey' ELSE 'check' END AS kind,
            (SELECT array_agg(a.attname::text ORDER BY k.place)
               FROM unnest(c.conkey) WITH ORDINALITY k (number, place)
               JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.number) AS keys
       FROM pg_constraint c
      WHERE c.connamespace = 'public'::regnamespace AND c.contype IN ('p', 'u', 'f', 'c')
      UNION ALL
     SELECT t.relname, i.relname, pg_get_expr(x.indpred, x.indrelid), 'idx',
            (SELECT array_agg(pg_get_indexdef(x.indexrelid, n, false) ORDER BY n)
               FROM generate_series(1, x.indnkeyatts) n)
       FROM pg_index x
       JOIN pg_class i ON i.oid = x.indexrelid
       JOIN pg_class t ON t.oid = x.indrelid
      WHERE t.relnamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = x.indexrelid AND c.contype IN ('p', 'u'))
      ORDER BY 2`,
  );
  return found.filter(({ table }) => !TOOLS.includes(table));
}

const wordsOf = (expression: string): string[] =>
  expression.replaceAll(/::\w+/g, '').match(/\w+/g) ?? [];

/** As PostgreSQL would name it; an expression is named by its words. */
export function standardName({ table, kind, keys }: NamedObject): string {
  return [table, ...(kind === 'pkey' ? [] : keys.flatMap(wordsOf)), kind].join('_');
}

/** Of two indexes over the same columns the second has a word of its condition before its end. */
export const secondName = (object: NamedObject): string[] =>
  wordsOf(object.where ?? '').map((word) => standardName(object).replace(/idx$/, `${word}_idx`));
