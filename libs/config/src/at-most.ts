import type { CheckContext, ConfigProblem } from './slice.js';

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
