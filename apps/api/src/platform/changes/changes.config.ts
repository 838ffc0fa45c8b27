import { defineSlice, int, type Config } from '#libs/config';

const DAY_SECONDS = 86_400;
const TOKEN_LIFE = 'JWT_ACCESS_TOKEN_EXPIRES';

/**
 * A guard must learn of a revocation as long as a token from before it may be presented, also after the guard was
 * disconnected.
 */
function leastDays(tokenLifeSeconds: unknown): number {
  return Math.ceil((2 * Number(tokenLifeSeconds ?? 0)) / DAY_SECONDS);
}

/**
 * How many days the log is kept: the configured number, extended for long-lived tokens, including those issued before
 * a shorter life was configured.
 */
export function keptDays(config: Config, longestTokenSeconds: number): number {
  const { days } = config.get(changesConfig);
  return Math.max(days, leastDays(config.value(TOKEN_LIFE)), leastDays(longestTokenSeconds));
}

/** How long changes can be read again. */
export const changesConfig = defineSlice(
  'Changes',
  {
    days: int(
      'CHANGE_LOG_DAYS',
      7,
      { min: 1, max: 3650 },
      {
        description:
          'How long what has changed is kept: a guard that was away for longer starts over.',
        fallbackText: '`7`, or two lives of an access token when these are longer',
        unit: 'days',
      },
    ),
  },
  ({ days }, context) => {
    if (!context.isSet('CHANGE_LOG_DAYS') || days >= leastDays(context.value(TOKEN_LIFE)))
      return [];
    return [{ name: 'CHANGE_LOG_DAYS', message: `must be at least twice ${TOKEN_LIFE}` }];
  },
);
