import { defineSlice, int } from '#libs/config';

const YEAR_SECONDS = 31_536_000;

/** Invitations to organizations. */
export const invitationsConfig = defineSlice('Invitations', {
  seconds: int(
    'ORGANIZATION_INVITATION_EXPIRES',
    604_800,
    { min: 60, max: YEAR_SECONDS },
    { description: 'Life of an invitation to an organization.', unit: 'seconds' },
  ),
  maxOpen: int(
    'ORGANIZATION_MAX_INVITATIONS',
    1000,
    { min: 1, max: 1_000_000 },
    { description: 'How many open invitations an organization may have.', unit: 'invitations' },
  ),
});
