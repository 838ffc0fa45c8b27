import { defineSlice, flag, int } from '#libs/config';

const TEN_YEARS_SECONDS = 315_360_000;

/** How long sessions live, how many a user may have, how refresh tokens rotate. */
export const sessionsConfig = defineSlice(
  'Sessions',
  {
    idleSeconds: int(
      'JWT_REFRESH_TOKEN_EXPIRES',
      2_592_000,
      { min: 1, max: TEN_YEARS_SECONDS },
      {
        description: 'A session ends when it was not refreshed for this long.',
        unit: 'seconds',
      },
    ),
    maxSeconds: int(
      'SESSION_MAX_SECONDS',
      7_776_000,
      { min: 0, max: TEN_YEARS_SECONDS },
      {
        description:
          'A session ends this long after sign-in in any case; 0: never for its age alone.',
        unit: 'seconds',
      },
    ),
    limitPerUser: int(
      'SESSION_LIMIT_PER_USER',
      5,
      { min: 0, max: 1000 },
      {
        description: 'Live sessions of a user at most, the oldest ends for a new one; 0: no limit.',
      },
    ),
    graceSeconds: int(
      'REFRESH_GRACE_SECONDS',
      10,
      { min: 0, max: 300 },
      {
        description:
          'For how long the refresh token just used gets the same successor again (a lost answer, two tabs), for any caller; 0: never. A retry that proves to come from the same client is forgiven until the successor is used, whatever this says.',
        unit: 'seconds',
      },
    ),
    rotation: flag('REFRESH_TOKEN_ROTATION', true, {
      description:
        'Whether each refresh gives a new refresh token; `false` keeps one for the life of the session, as the original service did.',
    }),
  },
  ({ idleSeconds, maxSeconds }, context) => {
    const isReached = maxSeconds === 0 || idleSeconds <= maxSeconds;
    if (isReached || !context.isSet('JWT_REFRESH_TOKEN_EXPIRES')) return [];
    const message = 'is longer than SESSION_MAX_SECONDS, which ends each session before';
    return [{ name: 'JWT_REFRESH_TOKEN_EXPIRES', message, isNotice: true }];
  },
);
