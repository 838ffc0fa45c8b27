import { isEmpty, type DotenvEntry } from './dotenv/read-dotenv.js';
import { DOTENV, type Environment } from './environment.js';
import { IGNORED_NAMES } from './foreign-names.js';
import { lookAlike } from './look-alikes.js';
import { NAMES_OF_A_DATABASE } from './core.config.js';
import type { ConfigProblem, Slice } from './slice.js';
import type { Variable } from './variable.js';

/**
 * Without these settings the server uses its own defaults: an empty database, a secret, state in memory. A name that
 * is probably a misspelt one of them is a problem, because the default would not be noticed; other findings are
 * notices.
 */
const OWN_WHEN_ABSENT: readonly (readonly string[])[] = [
  [...NAMES_OF_A_DATABASE, 'DATABASE_DIRECT_URL', 'DATA_DIR'],
  ['SECRET_KEY'],
  ['REDIS_URL', 'REDIS_HOST', 'REDIS_SENTINELS', 'REDIS_CLUSTER_NODES'],
];

/** Findings in an environment besides the values of its settings. */
export interface EnvironmentFindings {
  readonly problems: readonly ConfigProblem[];
  readonly notices: readonly string[];
}

/** A name of the process environment in printable form. */
const printable = (name: string) =>
  name.replace(/[^\x21-\x7e]/gu, (letter) => `<U+${letter.codePointAt(0)?.toString(16)}>`);

const QUOTED = /^(?:"[^"]*"|'[^']*')$/;

/** Describes where a name is set, for messages. */
type Place = (name: string) => string;

export type Names = Pick<Variable<unknown>, 'name' | 'aliases'>;

export const namesOf = ({ name, aliases }: Names): readonly string[] => [name, ...aliases];

/** Whether the effective value comes from the process and not from the `.env` file. */
function isOfProcess(environment: Environment, name: string): boolean {
  const entry = environment[DOTENV]?.entries.get(name);
  return environment[name] !== undefined && environment[name] !== entry?.value;
}

/** The names of a variable that are set, those of the process before those of the `.env` file. */
export function namesSet(environment: Environment, names: Names): string[] {
  const set = namesOf(names).filter((name) => !isEmpty(environment[name]));
  const isOuter = (name: string) => isOfProcess(environment, name);
  return [...set.filter(isOuter), ...set.filter((name) => !isOuter(name))];
}

class Findings implements EnvironmentFindings {
  readonly problems: ConfigProblem[] = [];
  readonly notices: string[] = [];
  private readonly place: Place;
  private readonly known: readonly string[];

  constructor(
    private readonly environment: Environment,
    private readonly variables: readonly Variable<unknown>[],
  ) {
    const dotenv = environment[DOTENV];
    this.problems.push(...(dotenv?.problems ?? []));
    this.place = (name) => {
      const line = dotenv?.entries.get(name)?.line;
      return line === undefined ? 'the environment' : `${dotenv?.file}, line ${line},`;
    };
    this.known = [...variables.flatMap(namesOf), ...Object.keys(IGNORED_NAMES)];
  }

  collect(): this {
    const known = new Set(this.known);
    for (const variable of this.variables) this.compareAliases(variable);
    for (const [name, entry] of this.environment[DOTENV]?.entries ?? []) {
      if (known.has(name) || this.isMember(name)) this.lookAtEntry(name, entry);
    }
    for (const name of this.names()) {
      if (!known.has(name) && !this.isMember(name)) this.lookAtStranger(name);
    }
    return this;
  }

  /** Every given name, including names without a value in a `.env` file. */
  private names(): Set<string> {
    const set = Object.keys(this.environment).filter((name) => !isEmpty(this.environment[name]));
    return new Set([...set, ...(this.environment[DOTENV]?.entries.keys() ?? [])]);
  }

  private isMember(name: string): boolean {
    return this.variables.some(({ members }) => members?.test(name));
  }

  private compareAliases(variable: Variable<unknown>): void {
    const { environment } = this;
    const [first, ...others] = namesSet(environment, variable);
    if (first === undefined) return;
    const valueOf = (name: string) => (environment[name] ?? '').trim();
    if (isOfProcess(environment, first) && QUOTED.test(valueOf(first))) {
      this.notices.push(
        `${first} has quotation marks as a part of it, as docker run --env-file leaves them.`,
      );
    }
    const other = others.find((name) => valueOf(name) !== valueOf(first));
    if (other === undefined) return;
    const isOneLayer = isOfProcess(environment, first) === isOfProcess(environment, other);
    if (isOneLayer) {
      const message = `has another value than ${other}, which means the same; keep one of them`;
      this.problems.push({ name: first, message });
    } else {
      this.notices.push(`${first} of the environment is read; ${this.place(other)} has ${other}.`);
    }
  }

  private lookAtEntry(name: string, entry: DotenvEntry): void {
    const at = this.place(name);
    if (isOfProcess(this.environment, name)) {
      if (isEmpty(this.environment[name]) && !isEmpty(entry.value)) {
        this.add(
          name,
          `is empty in the environment, which wins over ${at} too: remove it there, or give it its value`,
        );
      }
      return;
    }
    if (entry.value === null) {
      const text = `has no value: ${at} names it without a =; write ${name}=value, or remove the line`;
      this.add(name, text);
      return;
    }
    if (entry.otherValueAt !== undefined) this.lookAtRepeated(name, entry);
    if (entry.value.startsWith('#')) {
      this.notices.push(`${name} begins with #, for a remark needs white space before it.`);
    }
    if (entry.hasUnset) this.lookAtUnset(name, entry);
  }

  private lookAtRepeated(name: string, { value, otherValueAt }: DotenvEntry): void {
    const text = `is set twice: ${this.place(name)} counts, not line ${otherValueAt}`;
    if (isEmpty(value)) this.add(name, `${text}, and is empty; keep one of them`);
    else this.notices.push(`${name} ${text}.`);
  }

  private lookAtUnset(name: string, { value }: DotenvEntry): void {
    const at = this.place(name);
    const text = `refers to a variable that is not set: ${at} reads it as nothing; set it, or give a default as \${NAME:-default}`;
    if (isEmpty(value)) this.add(name, text);
    else this.notices.push(`${name} ${text}.`);
  }

  private lookAtStranger(name: string): void {
    const isInFile = this.environment[DOTENV]?.entries.has(name) ?? false;
    const meant = this.fileOf(name) ?? lookAlike(name, this.known);
    if (meant === null || (!isInFile && meant.length < 6)) return;
    const where = isInFile ? this.place(name) : `the environment (${printable(name)}),`;
    if (meant === `${name}`.slice(0, -'_FILE'.length)) {
      this.add(meant, `is not read from a file (${name}): give ${meant} itself`);
      return;
    }
    this.add(
      meant,
      `is not read from ${where} which has a name that looks like it: correct that name`,
    );
  }

  /** `NAME_FILE`, as Docker images accept secrets; not supported here. */
  private fileOf(name: string): string | null {
    const base = name.endsWith('_FILE') ? name.slice(0, -'_FILE'.length) : '';
    return this.variables.find((one) => one.secret && namesOf(one).includes(base)) ? base : null;
  }

  /**
   * Reports a problem if the default would be used unnoticed, otherwise a notice. A set DATA_DIR does not prove that
   * the embedded database is intended.
   */
  private add(name: string, text: string): void {
    const group = OWN_WHEN_ABSENT.find((names) => names.includes(name));
    const isGiven = (one: string) => !isEmpty(this.environment[one]);
    const isSet = group?.some((one) => one !== 'DATA_DIR' && isGiven(one)) ?? true;
    if (isSet || isGiven(name)) this.notices.push(`${name}: ${text}.`);
    else this.problems.push({ name, message: text });
  }
}

/**
 * Findings that an operator must know besides the values: unreadable files and lines, misspelt names, one setting
 * under two names. Never a value.
 */
export function findingsIn(
  environment: Environment,
  slices: readonly Slice[],
): EnvironmentFindings {
  const variables = slices.flatMap((slice) => Object.values(slice.variables));
  return new Findings(environment, variables).collect();
}
