import { isServiceAddress, serviceLinkWords, IGNORED_NAMES } from './foreign-names.js';
import { isEmpty } from './dotenv/read-dotenv.js';
import type { Environment } from './environment.js';
import { findingsIn, namesSet } from './environment-findings.js';
import type { CheckContext, ConfigOf, ConfigProblem, Slice } from './slice.js';
import type { Variable } from './variable.js';

/** Raised once with all problems of the environment by name; its message contains no value. */
export class ConfigError extends Error {
  override name = 'ConfigError';

  constructor(
    readonly problems: readonly ConfigProblem[],
    options?: ErrorOptions,
  ) {
    const lines = problems.map(({ name, message }) => `  ${name}: ${message}`);
    super(`The configuration is not valid:\n${lines.join('\n')}`, options);
  }
}

/** The parsed environment: frozen, by slice. */
export class Config {
  constructor(
    private readonly values: ReadonlyMap<symbol, object>,
    readonly slices: readonly Slice[],
    /** Findings that are no problem but that the operator should know; printed at start. */
    readonly notices: readonly string[],
  ) {}

  get<S extends Slice>(slice: S): ConfigOf<S> {
    const found = this.values.get(slice.KEY);
    if (!found) throw new Error(`The slice "${slice.title}" was not loaded`);
    return found as ConfigOf<S>;
  }

  /**
   * A parsed value by its environment name, for the few rules across features; `undefined` if no slice has it. Prefer
   * `get`.
   */
  value(name: string): unknown {
    for (const slice of this.slices) {
      const [property] =
        Object.entries(slice.variables).find(([, { name: own }]) => own === name) ?? [];
      if (property !== undefined) return (this.get(slice) as Record<string, unknown>)[property];
    }
    return undefined;
  }
}

function familyOf(environment: Environment, members: RegExp): string | undefined {
  const isMember = ([name, text]: [string, string | undefined]) =>
    members.test(name) && !isEmpty(text);
  const found = Object.entries(environment).filter(isMember);
  return found.length > 0 ? JSON.stringify(Object.fromEntries(found)) : undefined;
}

/** Reads NODE_ENV case-insensitively, with spaces or a comment. */
export function isProduction(environment: Environment): boolean {
  return /^\s*production\s*(?:#.*)?$/i.test(environment['NODE_ENV'] ?? '');
}

const isRead = (environment: Environment, { isRead: ask }: Variable<unknown>): boolean =>
  ask?.((name) => !isEmpty(environment[name])) ?? true;

/** A notice about a set variable without effect; or `null`. */
function remarkOn(environment: Environment, variable: Variable<unknown>): string | null {
  const { name, remark } = variable;
  const isIgnored = !isRead(environment, variable) && isServiceAddress(environment[name] ?? '');
  if (isIgnored) return `${name} is ignored: it ${serviceLinkWords(name)}.`;
  return remark?.(environment) ?? null;
}

function textOf(environment: Environment, variable: Variable<unknown>): string | undefined {
  if (variable.gather) return variable.gather(environment);
  if (variable.members) return familyOf(environment, variable.members);
  const [name] = namesSet(environment, variable);
  return name === undefined ? undefined : environment[name];
}

/** A parser that throws is a fault of the program; the operator still learns which setting to check. */
function parseText(variable: Variable<unknown>, text: string) {
  try {
    return variable.parse.safeParse(text);
  } catch {
    return {
      success: false,
      error: { issues: [{ message: 'cannot be read', path: [] }] },
    } as const;
  }
}

/** One problem for each name: an issue may name another variable than the parsed one. */
function problemsOf(
  { name }: Variable<unknown>,
  value: string,
  issues: readonly { readonly message: string; readonly path: readonly PropertyKey[] }[],
): ConfigProblem[] {
  if (isServiceAddress(value)) {
    return [
      { name, message: `${serviceLinkWords(name)}; then give ${name} itself, if it is needed` },
    ];
  }
  const messages = new Map<string, string[]>();
  for (const { path, message } of issues) {
    const own = path.length > 0 ? String(path[0]) : name;
    messages.set(own, [...(messages.get(own) ?? []), message]);
  }
  return [...messages].map(([own, all]) => ({ name: own, message: all.join('; ') }));
}

function parseSlice(
  slice: Slice,
  environment: Environment,
  problems: ConfigProblem[],
  byName: Map<string, unknown>,
): object {
  const values: Record<string, unknown> = {};
  for (const [property, variable] of Object.entries(slice.variables)) {
    const value = isRead(environment, variable) ? textOf(environment, variable) : undefined;
    values[property] = variable.fallback;
    if (value === undefined) {
      byName.set(variable.name, variable.fallback);
      continue;
    }
    const parsed = parseText(variable, value);
    if (parsed.success) {
      values[property] = parsed.data;
      byName.set(variable.name, parsed.data);
    } else {
      problems.push(...problemsOf(variable, value, parsed.error.issues));
    }
  }
  return Object.freeze(values);
}

/** A check that throws is a fault of the program; the operator still learns which settings to check. */
function checkSlice(slice: Slice, values: unknown, context: CheckContext): ConfigProblem[] {
  try {
    return slice.check?.(values as never, context) ?? [];
  } catch {
    const set = Object.values(slice.variables).filter(({ name }) => context.isSet(name));
    return [{ name: set.map(({ name }) => name).join(', '), message: 'cannot be read' }];
  }
}

/** Whether a setting is given under its own name or an alias. */
function isSetIn(environment: Environment, slices: readonly Slice[]): CheckContext['isSet'] {
  const variables = slices.flatMap((slice) => Object.values(slice.variables));
  const byName = new Map(variables.map((variable) => [variable.name, variable]));
  return (name) => {
    const variable = byName.get(name);
    return variable ? namesSet(environment, variable).length > 0 : !isEmpty(environment[name]);
  };
}

/**
 * Parses the environment once. All problems are reported together, by name: those of the `.env` file, of single
 * settings, and of settings that do not fit each other.
 * @throws ConfigError
 */
export function loadConfig(environment: Environment, slices: readonly Slice[]): Config {
  const found = findingsIn(environment, slices);
  const problems: ConfigProblem[] = [...found.problems];
  const byName = new Map<string, unknown>();
  const values = new Map<symbol, object>();
  for (const slice of slices) {
    values.set(slice.KEY, parseSlice(slice, environment, problems, byName));
  }
  const context: CheckContext = {
    production: isProduction(environment),
    isSet: isSetIn(environment, slices),
    value: (name) => byName.get(name),
  };
  const failed = new Set(problems.map(({ name }) => name));
  const checked = slices
    .flatMap((slice) => checkSlice(slice, values.get(slice.KEY), context))
    .filter(({ name }) => !failed.has(name));
  problems.push(...checked.filter(({ isNotice }) => !isNotice));
  if (problems.length > 0) throw new ConfigError(problems);
  const ignored = Object.entries(IGNORED_NAMES)
    .filter(([name]) => context.isSet(name))
    .map(([name, why]) => `${name} is ignored: ${why}.`);
  const variables = slices.flatMap((slice) => Object.values(slice.variables));
  const notUsed = variables.flatMap((variable) => remarkOn(environment, variable) ?? []);
  const remarks = checked.map(({ name, message }) => `${name} ${message}.`);
  return new Config(values, slices, [...ignored, ...notUsed, ...found.notices, ...remarks]);
}
