/** The parts of an `ALTER TABLE`. */
export interface AlterTable {
  readonly table: string;
  /** The shapes of its actions. */
  readonly actions: readonly string[];
}

const HEAD = /^ALTER TABLE (?:IF EXISTS )?(?:ONLY )?(\S+) (?:\* )?(.*)$/s;

/** Parses the shape of a statement; `null` for another statement. */
export function alterTableActions(shape: string): AlterTable | null {
  const match = HEAD.exec(shape);
  if (!match) return null;
  const actions: string[] = [];
  let depth = 0;
  let current: string[] = [];
  for (const token of (match[2] as string).split(' ')) {
    if (token === '(') depth += 1;
    if (token === ')') depth -= 1;
    if (token === ',' && depth === 0) {
      actions.push(current.join(' '));
      current = [];
    } else {
      current.push(token);
    }
  }
  return { table: match[1] as string, actions: [...actions, current.join(' ')] };
}
