import { defineSlice, int } from '#libs/config';

/** How long a device may go without the second factor. */
export const secondFactorConfig = defineSlice('Second factors', {
  rememberDays: int(
    'MFA_REMEMBER_DAYS',
    30,
    { min: 0, max: 365 },
    {
      description:
        'How long a device needs no second factor after its user has asked to be remembered there; 0: every sign-in needs it, and devices that were remembered before do too.',
      unit: 'days',
    },
  ),
});
