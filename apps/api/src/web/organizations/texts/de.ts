import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const de = {
  intro:
    'Die Organisationen, in denen Sie Mitglied sind, und die Rollen, die Sie dort haben. Eine Rolle gilt in ihrer Einheit und in allen Einheiten darunter.',
  none: 'Sie sind in keiner Organisation Mitglied.',
  owner: 'Sie sind Eigentümer',
  memberOf: 'Mitglied von: {units}',
  roleAt: '{role} von {service} in {unit}',
  roleOfUnit: '{role} von {service} in {unit}, als Mitglied',
  noRoles: 'Sie haben dort keine Rolle.',
  more: 'Es gibt weitere, die nicht gezeigt werden.',
  leaveLink: 'Verlassen',
  leaveLabel: '{name} verlassen',
  leaveEffect:
    'Sie sind dann in keiner ihrer Einheiten mehr Mitglied und verlieren alle Rollen, die Sie dort haben. Um zurückzukommen, müssen Sie neu aufgenommen werden.',
  leaveButton: 'Organisation verlassen',
  back: 'Zurück zu Ihren Organisationen',
  left: 'Sie haben die Organisation verlassen.',
  gone: 'Sie sind in dieser Organisation nicht Mitglied.',
} as const satisfies Translation<typeof en>;
