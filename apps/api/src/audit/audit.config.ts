import { atMost, defineSlice, int } from '#libs/config';

/** How long the trail is kept, and how many exports may run. */
export const auditConfig = defineSlice(
  'Audit trail',
  {
    retentionDays: int(
      'AUDIT_RETENTION_DAYS',
      0,
      { min: 0, max: 36_500 },
      {
        description:
          'Sealed days of the audit trail older than this are deleted, each as a whole and with a signed record; 0 keeps all.',
        unit: 'days',
      },
    ),
    exportsPerUser: int(
      'AUDIT_EXPORTS_PER_USER',
      2,
      { min: 1, max: 1000 },
      {
        description:
          'How many exports of the audit trail one user may run at one time, at one instance.',
      },
    ),
    exportsMax: int(
      'AUDIT_EXPORTS_MAX',
      10,
      { min: 1, max: 1000 },
      { description: 'How many exports of the audit trail one instance runs at one time.' },
    ),
  },
  ({ exportsPerUser, exportsMax }, context) =>
    atMost(context, ['AUDIT_EXPORTS_PER_USER', exportsPerUser], ['AUDIT_EXPORTS_MAX', exportsMax]),
);
