/** The rule names for `-- gatehouse:allow`. */
export type RuleName =
  | 'drop'
  | 'rewrite'
  | 'not-null'
  | 'index'
  | 'constraint'
  | 'rename'
  | 'least-release';

interface StatementRule {
  readonly rule: RuleName;
  /** Matched against the shape of the statement; the group `table` names an existing table. */
  readonly pattern: RegExp;
  readonly reason: string;
  /** Removes something that an older release uses: the file should name the least release that works without it. */
  readonly isContract?: true;
}

interface ActionRule {
  readonly rule: RuleName;
  /** Matches the shape of one action of ALTER TABLE. */
  readonly matches: (action: string) => boolean;
  readonly reason: string;
  readonly isContract?: true;
}

export const STATEMENT_RULES: readonly StatementRule[] = [
  {
    rule: 'drop',
    pattern:
      /^DROP (?:TABLE|SCHEMA|DATABASE|TYPE|DOMAIN|VIEW|MATERIALIZED VIEW|SEQUENCE|FUNCTION|PROCEDURE|EXTENSION)\b/,
    reason: 'drops what the version before still uses',
    isContract: true,
  },
  {
    rule: 'drop',
    pattern: /^TRUNCATE (?:TABLE )?(?:ONLY )?(?<table>\S+)/,
    reason: 'TRUNCATE empties the table',
  },
  {
    rule: 'drop',
    pattern: /^DELETE FROM (?:ONLY )?(?<table>\S+)(?!.* WHERE )/s,
    reason: 'DELETE without WHERE empties the table',
  },
  {
    rule: 'index',
    pattern:
      /^CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY\b)(?:IF NOT EXISTS )?(?:\S+ )??ON (?:ONLY )?(?<table>\S+)/,
    reason: 'CREATE INDEX without CONCURRENTLY blocks writes while it builds',
  },
  {
    rule: 'rewrite',
    pattern:
      /^(?:CLUSTER|VACUUM (?:FULL\b|\( ?.*\bFULL\b)|REFRESH MATERIALIZED VIEW (?!CONCURRENTLY))/,
    reason: 'rewrites the table and blocks everybody meanwhile',
  },
  {
    rule: 'rename',
    pattern: /^ALTER TABLE (?:IF EXISTS )?(?:ONLY )?(?<table>\S+) (?:\* )?RENAME (?!CONSTRAINT)/,
    reason: 'the version before does not know the new name',
    isContract: true,
  },
];

const VOLATILE_DEFAULT =
  /\bDEFAULT \(? ?(?:\S+\.)?(?:GEN_RANDOM_UUID|UUID_GENERATE_V4|UUIDV7|UUIDV4|RANDOM|CLOCK_TIMESTAMP|STATEMENT_TIMESTAMP|TIMEOFDAY|NEXTVAL) \(/;

const isAddColumn = (action: string): boolean =>
  /^ADD (?!CONSTRAINT\b|PRIMARY KEY\b|UNIQUE \(|FOREIGN KEY\b|CHECK \(|EXCLUDE\b)/.test(action);

export const ACTION_RULES: readonly ActionRule[] = [
  {
    rule: 'drop',
    matches: (action) => /^DROP (?!CONSTRAINT\b|EXPRESSION\b)/.test(action),
    reason: 'drops a column that the version before still uses',
    isContract: true,
  },
  {
    rule: 'not-null',
    matches: (action) =>
      isAddColumn(action) &&
      / NOT NULL\b/.test(action) &&
      !/\b(?:DEFAULT|GENERATED|SERIAL|BIGSERIAL)\b/.test(action),
    reason: 'a NOT NULL column without a default fails when there are rows',
  },
  {
    rule: 'not-null',
    matches: (action) => /^ALTER (?:COLUMN )?\S+ SET NOT NULL/.test(action),
    reason: 'SET NOT NULL reads the whole table under a lock, and fails on a row without a value',
  },
  {
    rule: 'rewrite',
    matches: (action) => /^ALTER (?:COLUMN )?\S+ (?:SET DATA )?TYPE\b/.test(action),
    reason: 'a change of type rewrites the table under a lock',
  },
  {
    rule: 'rewrite',
    matches: (action) =>
      isAddColumn(action) &&
      (VOLATILE_DEFAULT.test(action) || / (?:STORED|SERIAL|BIGSERIAL|IDENTITY)\b/.test(action)),
    reason: 'a new column whose value differs from row to row rewrites the table under a lock',
  },
  {
    rule: 'rewrite',
    matches: (action) => /^SET (?:LOGGED|UNLOGGED|TABLESPACE|ACCESS METHOD)\b/.test(action),
    reason: 'rewrites the table under a lock',
  },
  {
    rule: 'index',
    matches: (action) =>
      /^ADD (?:CONSTRAINT \S+ )?(?:UNIQUE|PRIMARY KEY|EXCLUDE)\b(?! USING INDEX)/.test(action),
    reason:
      'the index of this constraint is built under a lock: build it CONCURRENTLY, then USING INDEX',
  },
  {
    rule: 'constraint',
    matches: (action) =>
      /^ADD (?:CONSTRAINT \S+ )?(?:FOREIGN KEY|CHECK)\b/.test(action) &&
      !/\bNOT VALID\b/.test(action),
    reason: 'reads the whole table under a lock: add it NOT VALID, then VALIDATE CONSTRAINT',
  },
];
