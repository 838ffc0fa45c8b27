import { parseRelease } from '../release/release.js';
import { tokens } from '../sql/tokens.js';

/** What the comments of a file tell the migrator. */
export interface Directives {
  readonly noTransaction: boolean;
  /** Rules of the lint that the author has thought about: `-- gatehouse:allow drop`. */
  readonly allowed: ReadonlySet<string>;
  /** The least release that can use the schema afterwards: `-- gatehouse:least-release 1.4.0`. */
  readonly leastRelease: string | null;
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

/** What has been read so far. */
class Reading {
  noTransaction = false;
  leastRelease: string | null = null;
  hasStatement = false;
  readonly allowed = new Set<string>();

  see(name: string, argument: string, offset: number): void {
    switch (name) {
      case 'allow':
        for (const rule of argument.split(/[\s,]+/)) if (rule) this.allowed.add(rule);
        break;
      case 'no-transaction':
        if (this.hasStatement) {
          throw new DirectiveError('"gatehouse:no-transaction" must be the first line', offset);
        }
        this.noTransaction = true;
        break;
      case 'least-release':
        this.demand(argument, offset);
        break;
      default:
        throw new DirectiveError(`unknown directive "gatehouse:${name}"`, offset);
    }
  }

  private demand(release: string, offset: number): void {
    if (this.leastRelease !== null) {
      throw new DirectiveError('"gatehouse:least-release" may stand there once', offset);
    }
    if (!parseRelease(release)) {
      const message = `"gatehouse:least-release" wants a release like 1.4.0, not "${release}"`;
      throw new DirectiveError(message, offset);
    }
    this.leastRelease = release;
  }
}

/**
 * Reads the directives of a script.
 * @throws DirectiveError
 */
export function readDirectives(sql: string): Directives {
  const reading = new Reading();
  for (const token of tokens(sql)) {
    if (token.kind !== 'comment') {
      reading.hasStatement = true;
      continue;
    }
    const match = DIRECTIVE.exec(sql.slice(token.start, token.end).trimEnd());
    if (match) reading.see(match[1] as string, match[2] as string, token.start);
  }
  const { noTransaction, allowed, leastRelease } = reading;
  return { noTransaction, allowed, leastRelease };
}
