export interface Expanded {
  /** `null` if it would exceed the maximum length. */
  readonly text: string | null;
  /** Whether an unset variable without a default was replaced by nothing. */
  readonly hasUnset: boolean;
  /** The number of characters read. */
  readonly steps: number;
}

/** The next occurrence of a text at or after a position, searched again only when the position has passed it. */
class Next {
  private found = -1;

  constructor(
    private readonly text: string,
    private readonly wanted: string,
    private readonly onSteps: (count: number) => void,
  ) {}

  /** `Infinity` if there is none. Positions must not decrease. */
  from(position: number): number {
    if (this.found >= position) return this.found;
    const at = this.text.indexOf(this.wanted, position);
    this.onSteps((at < 0 ? this.text.length : at) - position + 1);
    this.found = at < 0 ? Infinity : at;
    return this.found;
  }
}

interface Reference {
  readonly end: number;
  readonly name: string;
  readonly fallback: string | null;
}

/**
 * Replaces `${NAME}` and `${NAME:-default}` as python-dotenv does: within any quotes, once, with the default only for
 * unset variables. `$NAME` and other forms are unchanged. A result longer than `longest` is not built, because a few
 * lines that double each other would fill the memory.
 */
export function expandVariables(
  text: string,
  lookUp: (name: string) => string | null | undefined,
  longest = Infinity,
): Expanded {
  let steps = 0;
  let length = 0;
  let hasUnset = false;
  const count = (more: number) => void (steps += more);
  const [opening, colon, closing] = ['${', ':', '}'].map((wanted) => new Next(text, wanted, count));
  const parts: string[] = [];

  /** The reference at `start`; `null` if there is none. */
  const referenceAt = (start: number): Reference | null => {
    const end = closing!.from(start + 2);
    const mark = colon!.from(start + 2);
    if (end === Infinity) return null;
    if (end < mark) return { end, name: text.slice(start + 2, end), fallback: null };
    if (text[mark + 1] !== '-') return null;
    return { end, name: text.slice(start + 2, mark), fallback: text.slice(mark + 2, end) };
  };

  let done = 0;
  let start = opening!.from(0);
  while (start !== Infinity) {
    const reference = referenceAt(start);
    if (reference) {
      const value = lookUp(reference.name);
      hasUnset ||= value === undefined && reference.fallback === null;
      const own = value === undefined ? (reference.fallback ?? '') : (value ?? '');
      parts.push(text.slice(done, start), own);
      length += start - done + own.length;
      if (length > longest) return { text: null, hasUnset, steps };
      done = reference.end + 1;
    }
    start = opening!.from(Math.max(done, start + 1));
  }
  parts.push(text.slice(done));
  return { text: parts.join(''), hasUnset, steps };
}
