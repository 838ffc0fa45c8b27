import { defineSlice, int } from '#libs/config';

/** The cost of bcrypt, and its queue. */
export const passwordsConfig = defineSlice(
  'Passwords',
  {
    bcryptCost: int(
      'BCRYPT_COST',
      12,
      { min: 4, max: 15 },
      {
        description:
          'Work factor of password hashes, 10 to 15; each step doubles the time. Lower hashes are renewed at the next sign-in.',
      },
    ),
    hashWorkers: int(
      'HASH_WORKERS',
      0,
      { min: 0, max: 64 },
      {
        description:
          'Threads that hash passwords, started on first use; 0 sizes them to the cores.',
      },
    ),
    hashQueuePlaces: int(
      'HASH_QUEUE_PLACES',
      256,
      { min: 256, max: 65_536 },
      { description: 'Hashes that may wait; beyond that a sign-in is answered 503.' },
    ),
  },
  // A cost below 10 is for tests alone, where hundreds of accounts are made in seconds.
  ({ bcryptCost }, context) =>
    bcryptCost < 10 && context.value('NODE_ENV') !== 'test'
      ? [{ name: 'BCRYPT_COST', message: 'must be a whole number from 10 to 15' }]
      : [],
);
