import type { ConfigProblem } from '../slice.js';
import { expandVariables } from './expand-variables.js';
import { parseDotenv, type Statement } from './parse-dotenv.js';
import { readTextFile } from './read-text-file.js';

/** The entry of a name in a `.env` file; the last of several statements counts. */
export interface DotenvEntry {
  readonly line: number;
  /** `null` without a `=`. */
  readonly value: string | null;
  /** The line of an earlier statement with another value. */
  readonly otherValueAt?: number;
  /** Whether its value refers to an unset variable, which was replaced by nothing. */
  readonly hasUnset: boolean;
}

/** A parsed `.env` file. */
export interface Dotenv {
  readonly file: string;
  readonly entries: ReadonlyMap<string, DotenvEntry>;
  /** Problems of the file and its statements, by file and line, never by value. */
  readonly problems: readonly ConfigProblem[];
}

/**
 * Maximum length of all values together: above any real settings, and low enough to stop lines that double each other.
 */
const LONGEST_EXPANDED = 4 * 1024 * 1024;

/** Invisible characters, which make a name different from the one that a program reads. */
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}\u2800]/u;

/** Whether a text is absent or only white space. */
export const isEmpty = (text: string | null | undefined): boolean => (text ?? '').trim() === '';

function unseenIn(name: string): string | undefined {
  const code = UNSEEN.exec(name)?.[0].codePointAt(0);
  if (code === undefined) return undefined;
  const shown = code.toString(16).toUpperCase().padStart(4, '0');
  return `its name has a character in it that cannot be seen (U+${shown}); type the name again`;
}

class DotenvBuilder {
  readonly entries = new Map<string, DotenvEntry>();
  readonly problems: ConfigProblem[] = [];
  private expandedLength = 0;

  constructor(
    private readonly file: string,
    private readonly outside: Readonly<Record<string, string | undefined>>,
  ) {}

  take({ line, name, value, problem }: Statement): void {
    const unreadable = problem ?? unseenIn(name ?? '');
    if (unreadable !== undefined || name === null) {
      this.refuse(line, unreadable ?? 'it has no name');
      return;
    }
    const expanded = this.expand(value);
    if (expanded.text === null && value !== null) {
      this.refuse(line, 'what its variables stand for is too long');
      return;
    }
    this.keep(name, { line, value: expanded.text, hasUnset: expanded.hasUnset });
  }

  private keep(name: string, entry: DotenvEntry): void {
    const before = this.entries.get(name);
    const isRepeated = before !== undefined && before.value !== entry.value;
    const otherValueAt = isRepeated ? before.line : before?.otherValueAt;
    this.entries.set(name, { ...entry, ...(otherValueAt !== undefined && { otherValueAt }) });
  }

  private expand(value: string | null) {
    if (value === null) return { text: null, hasUnset: false };
    const left = LONGEST_EXPANDED - this.expandedLength;
    const expanded = expandVariables(value, (name) => this.lookUp(name), left);
    this.expandedLength += expanded.text?.length ?? 0;
    return expanded;
  }

  /** As in python-dotenv without `override`: the environment takes precedence over the lines above. */
  private lookUp(name: string): string | null | undefined {
    const fromOutside = Object.hasOwn(this.outside, name) ? this.outside[name] : undefined;
    return fromOutside ?? this.entries.get(name)?.value;
  }

  private refuse(line: number, why: string): void {
    const name = `${this.file}, line ${line}`;
    this.problems.push({ name, message: `cannot be read: ${why}` });
  }
}

/** Reads a `.env` file in the dialect of python-dotenv. An absent file is empty; never throws. */
export function readDotenv(
  file: string,
  outside: Readonly<Record<string, string | undefined>>,
): Dotenv {
  const read = readTextFile(file);
  const builder = new DotenvBuilder(file, outside);
  if (read.kind === 'unusable') {
    builder.problems.push({ name: file, message: `cannot be read: ${read.problem}` });
  } else if (read.kind === 'text') {
    for (const statement of parseDotenv(read.text).statements) builder.take(statement);
  }
  return { file, entries: builder.entries, problems: builder.problems };
}
