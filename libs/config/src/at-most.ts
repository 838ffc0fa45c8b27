import type { CheckContext, ConfigProblem } from './slice.js';

type Setting = readonly [name: string, value: number];

/** A setting that is never reached when it is more than another one. A default is bounded silently. */
export function atMost(
  context: CheckContext,
  [name, value]: Setting,
  [limit, most]: Setting,
): ConfigProblem[] {
  if (value <= most || !context.isSet(name)) return [];
  return [{ name, message: `must be at most ${limit}, or it is never reached` }];
}
