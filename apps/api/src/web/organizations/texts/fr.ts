import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const fr = {
  intro:
    'Les organisations dont vous êtes membre, et les rôles que vous y avez. Un rôle vaut dans son unité et dans toutes celles qui sont au-dessous.',
  none: 'Vous n’êtes membre d’aucune organisation.',
  owner: 'Vous êtes propriétaire',
  memberOf: 'Membre de : {units}',
  roleAt: '{role} de {service} dans {unit}',
  roleOfUnit: '{role} de {service} dans {unit}, en tant que membre',
  noRoles: 'Vous n’y avez aucun rôle.',
  more: 'Il y en a d’autres, qui ne sont pas affichés.',
  leaveLink: 'Quitter',
  leaveLabel: 'Quitter {name}',
  leaveEffect:
    'Vous n’êtes alors plus membre d’aucune de ses unités et perdez tous les rôles que vous y avez. Pour revenir, il faut être admis de nouveau.',
  leaveButton: 'Quitter l’organisation',
  back: 'Retour à vos organisations',
  left: 'Vous avez quitté l’organisation.',
  gone: 'Vous n’êtes pas membre de cette organisation.',
} as const satisfies Translation<typeof en>;
