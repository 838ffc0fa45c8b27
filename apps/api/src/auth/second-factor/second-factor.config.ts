import { choice, defineSlice, int } from '#libs/config';

/** Who must have a second factor, and how long a device may go without. */
export const secondFactorConfig = defineSlice('Second factors', {
  policy: choice('MFA_POLICY', ['optional', 'administrators', 'required'], 'optional', {
    description:
      'Who must have a second factor: nobody, the holders of a role of `auth_service`, or every account. One without can sign in and do everything for MFA_ENROLMENT_DAYS; after that it can only enrol one.',
  }),
  enrolmentDays: int(
    'MFA_ENROLMENT_DAYS',
    14,
    { min: 0, max: 365 },
    {
      description:
        'How long an account that must have a second factor may do without, from its first sign-in on under the policy; 0: not at all.',
      unit: 'days',
    },
  ),
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
