import { defineSlice, int } from '#libs/config';

/** How long the trail is kept. */
export const auditConfig = defineSlice('Audit trail', {
  retentionDays: int(
    'AUDIT_RETENTION_DAYS',
    0,
    { min: 0, max: 36_500 },
    {
      description:
        'Sealed days of the audit trail older than this are let go, each as a whole and with a signed record; 0 keeps all.',
      unit: 'days',
    },
  ),
});
