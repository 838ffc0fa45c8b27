export const en = {
  intro:
    'The organizations of which you are a member, and the roles that you hold there. A role counts at its unit and in every unit below it.',
  none: 'You are a member of no organization.',
  owner: 'You are an owner',
  memberOf: 'Member of: {units}',
  roleAt: '{role} of {service} at {unit}',
  roleOfUnit: '{role} of {service} at {unit}, as a member',
  noRoles: 'You hold no role there.',
  more: 'There are more, which are not shown.',
  leaveLink: 'Leave',
  leaveLabel: 'Leave {name}',
  leaveEffect:
    'You are then no member of any of its units, and lose every role that you hold there. To come back, you must be admitted again.',
  leaveButton: 'Leave the organization',
  back: 'Back to your organizations',
  left: 'You have left the organization.',
  gone: 'You are not a member of that organization.',
} as const;
