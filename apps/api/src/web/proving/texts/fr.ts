import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const fr = {
  proveTitle: 'Prouvez que c’est bien vous',
  proveIntro:
    'Ce que vous allez faire est irréversible ou donne accès à votre compte. Nous vérifions donc encore une fois qui vous êtes.',
  provePassword: 'Votre mot de passe',
  proveCode: 'Code de votre application d’authentification, ou code de récupération',
  proveButton: 'Continuer',
  proveCancel: 'Retour au compte, sans le faire',
  proveNoWay:
    'Vous n’avez ni mot de passe ni autre moyen de le prouver. Choisissez d’abord un mot de passe par « Mot de passe oublié ? ».',
} as const satisfies Translation<typeof en>;
