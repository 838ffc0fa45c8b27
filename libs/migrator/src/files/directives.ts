import { parseRelease } from '../release/release.js';
import type { Token } from '../sql/tokens.js';

/** The directives in the comments of a file. */
export interface Directives {
  readonly noTransaction: boolean;
  /** Lint rules that the author allows: `-- gatehouse:allow drop`. */
  readonly allowed: ReadonlySet<string>;
  /** The least release that can use the schema after this file: `-- gatehouse:least-release 1.4.0`. */
  readonly leastRelease: string | null;
  /**
   * In a `down` file without statements: the reason why nothing can undo its pair: `-- gatehouse:irreversible the
   * values are gone`.
   */
  readonly irreversible: string | null;
}

/** Raised for a directive that is misspelt or has no effect at its position. */
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

/** Collects the directives of a script from its tokens. */
export class DirectiveReader {
  private noTransaction = false;
  private leastRelease: string | null = null;
  private irreversible: string | null = null;
  private hasStatement = false;
  private readonly allowed = new Set<string>();

  get directives(): Directives {
    const { noTransaction, allowed, leastRelease, irreversible } = this;
    return { noTransaction, allowed, leastRelease, irreversible };
  }

  /** @throws DirectiveError */
  seeToken(token: Token, text: string): void {
    if (token.kind !== 'comment') {
      this.hasStatement = true;
      return;
    }
    const match = DIRECTIVE.exec(text.trimEnd());
    if (match) this.see(match[1] as string, match[2] as string, token.start);
  }

  private see(name: string, argument: string, offset: number): void {
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
      case 'irreversible':
        this.irreversible = argument;
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
