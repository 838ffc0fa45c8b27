import type { Variable } from './variable.js';

type Variables = Readonly<Record<string, Variable<unknown>>>;

/** The values of a slice, injected into a feature, frozen. */
export type SliceValues<V> = {
  readonly [K in keyof V]: V[K] extends Variable<infer T> ? T : never;
};

export interface ConfigProblem {
  /** The variable's name in the environment. */
  readonly name: string;
  /** What is wrong and what is valid; never the value. */
  readonly message: string;
  /** Whether it is only a notice, printed at start. */
  readonly isNotice?: boolean;
}

/** Further input of checks, in addition to the slice's own values. */
export interface CheckContext {
  readonly production: boolean;
  /** Whether a variable is set in the environment (not empty). */
  isSet(name: string): boolean;
  /** A parsed value of any slice, by environment name; `undefined` if it is invalid. */
  value(name: string): unknown;
}

export interface Slice<V extends Variables = Variables> {
  /** Injection token. */
  readonly KEY: symbol;
  /** Heading in the documentation. */
  readonly title: string;
  readonly variables: V;
  /** Rules across variables; a method, so that slices of any variables fit one list. */
  check?(values: SliceValues<V>, context: CheckContext): ConfigProblem[];
}

/** The type to declare for an injected slice: `@Inject(mailConfig.KEY) config: ConfigOf<typeof mailConfig>`. */
export type ConfigOf<S> = S extends Slice<infer V> ? SliceValues<V> : never;

/** Declares the part of the environment that one feature reads. */
export function defineSlice<const V extends Variables>(
  title: string,
  variables: V,
  check?: (values: SliceValues<V>, context: CheckContext) => ConfigProblem[],
): Slice<V> {
  return { KEY: Symbol(`config:${title}`), title, variables, ...(check && { check }) };
}

type Setting = readonly [name: string, value: number];

/** Reports a setting that exceeds another one and so is never reached. A default is bounded silently. */
export function atMost(
  context: CheckContext,
  [name, value]: Setting,
  [limit, most]: Setting,
): ConfigProblem[] {
  if (value <= most || !context.isSet(name)) return [];
  return [{ name, message: `must be at most ${limit}, or it is never reached` }];
}
