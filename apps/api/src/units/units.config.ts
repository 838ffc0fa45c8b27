import { defineSlice, flag, int } from '#libs/config';

/** The limits of organizations. */
export const unitsConfig = defineSlice('Organizations', {
  maxDepth: int(
    'ORGANIZATION_MAX_DEPTH',
    6,
    { min: 1, max: 32 },
    {
      description:
        'How many levels an organization may have, itself included. A lower value leaves deeper trees as they are and lets nothing new be deeper.',
      unit: 'levels',
    },
  ),
  maxUnits: int(
    'ORGANIZATION_MAX_UNITS',
    100_000,
    { min: 1, max: 10_000_000 },
    { description: 'How many units an organization may have, itself included.', unit: 'units' },
  ),
  maxUnitsOfUser: int(
    'ORGANIZATION_MAX_UNITS_PER_USER',
    10_000,
    { min: 1, max: 100_000 },
    {
      description:
        'In how many units a user may be a member, and how many roles at units a user may hold. Guards keep these in memory.',
      unit: 'units',
    },
  ),
  isOpenToUsers: flag('ORGANIZATIONS_BY_USERS', false, {
    description:
      'Whether every signed-in user with a confirmed address may create organizations. `false`: only holders of `organization:write`.',
  }),
  maxOwned: int(
    'ORGANIZATION_MAX_OWNED',
    10,
    { min: 1, max: 10_000 },
    {
      description:
        'How many organizations a user may own who creates one without `organization:write`.',
      unit: 'organizations',
    },
  ),
});
