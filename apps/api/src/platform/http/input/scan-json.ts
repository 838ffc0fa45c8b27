/** The reason why a body is refused before it is parsed. */
export type JsonFault = 'too deep' | 'too many keys' | 'duplicate key' | 'forbidden key';

export interface JsonLimits {
  readonly maxDepth: number;
  readonly maxKeys: number;
}

/** The end of the string literal at `start`, or the end of the text if the literal is not closed. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (char === 0x5c) at += 1;
    else if (char === 0x22) return at;
  }
  return text.length;
}

function isFollowedByColon(text: string, end: number): boolean {
  let at = end + 1;
  while (' \t\r\n'.includes(text.charAt(at)) && at < text.length) at += 1;
  return text.charAt(at) === ':';
}

/** Two spellings (`"a"`, `"\u0061"`) are the same key. */
function keyOf(text: string, start: number, end: number): string {
  const raw = text.slice(start + 1, end);
  if (!raw.includes('\\')) return raw;
  try {
    return String(JSON.parse(`"${raw}"`));
  } catch {
    return raw;
  }
}

/** One pass over a text that may not be JSON, without recursion. */
class JsonScan {
  private readonly open: Set<string>[] = [];
  private keys = 0;

  constructor(
    private readonly text: string,
    private readonly limits: JsonLimits,
  ) {}

  run(): JsonFault | null {
    for (let at = 0; at < this.text.length; at += 1) {
      const char = this.text.charAt(at);
      if (char === '"') {
        const end = endOfString(this.text, at);
        const fault = isFollowedByColon(this.text, end) ? this.checkKey(at, end) : null;
        if (fault) return fault;
        at = end;
      } else if (char === '{' || char === '[') {
        if (this.open.push(new Set()) > this.limits.maxDepth) return 'too deep';
      } else if (char === '}' || char === ']') {
        this.open.pop();
      }
    }
    return null;
  }

  private checkKey(start: number, end: number): JsonFault | null {
    const key = keyOf(this.text, start, end);
    const siblings = this.open.at(-1);
    this.keys += 1;
    if (this.keys > this.limits.maxKeys) return 'too many keys';
    if (key === '__proto__') return 'forbidden key';
    if (siblings?.has(key)) return 'duplicate key';
    siblings?.add(key);
    return null;
  }
}

/**
 * Finds what `JSON.parse` accepts but this server refuses: nesting and numbers of keys beyond the limits, a repeated
 * key (two parsers could choose different values), and the key `__proto__`.
 */
export function scanJson(text: string, limits: JsonLimits): JsonFault | null {
  return new JsonScan(text, limits).run();
}
