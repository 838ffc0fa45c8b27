import { tokens } from '../sql/tokens.js';

/** What the comments of a file tell the migrator. */
export interface Directives {
  readonly noTransaction: boolean;
  /** Rules of the lint that the author has thought about: `-- gatehouse:allow drop`. */
  readonly allowed: ReadonlySet<string>;
}

/** A directive that is misspelt or stands where it has no effect. */
export class DirectiveError extends Error {
  override name = 'DirectiveError';

  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}

const DIRECTIVE = /^--\s*gatehouse:(\S+)\s*(.*)$/;

/**
 * Reads the directives of a script.
 * @throws DirectiveError
 */
export function readDirectives(sql: string): Directives {
  let noTransaction = false;
  let hasStatement = false;
  const allowed = new Set<string>();
  for (const token of tokens(sql)) {
    if (token.kind !== 'comment') {
      hasStatement = true;
      continue;
    }
    const match = DIRECTIVE.exec(sql.slice(token.start, token.end).trimEnd());
    if (!match) continue;
    if (match[1] === 'allow') {
      for (const rule of (match[2] as string).split(/[\s,]+/)) if (rule) allowed.add(rule);
    } else if (match[1] !== 'no-transaction') {
      throw new DirectiveError(`unknown directive "gatehouse:${match[1]}"`, token.start);
    } else if (hasStatement) {
      throw new DirectiveError('"gatehouse:no-transaction" must be the first line', token.start);
    } else {
      noTransaction = true;
    }
  }
  return { noTransaction, allowed };
}
