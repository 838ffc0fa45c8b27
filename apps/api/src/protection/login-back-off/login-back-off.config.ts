import { defineSlice, int } from '#libs/config';

/** How the guessing of passwords is slowed down. */
export const loginBackOffConfig = defineSlice('Password guessing', {
  freeTries: int(
    'PASSWORD_BACKOFF_FREE_TRIES',
    5,
    { min: 1, max: 50 },
    {
      description:
        'Wrong passwords for one account that may follow each other without a wait; after that it doubles from one second with each. Off with RATE_LIMIT_ENABLED=false.',
    },
  ),
  longestSeconds: int(
    'PASSWORD_BACKOFF_MAX_SECONDS',
    900,
    { min: 1, max: 86_400 },
    {
      description:
        'The longest wait after a wrong password; a reset of the password ends any wait.',
      unit: 'seconds',
    },
  ),
});
