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
  provePasskey: 'Utiliser une clé d’accès',
  proveForgot: 'Mot de passe oublié ?',
  proveLost: 'Vous avez perdu votre clé d’accès ou votre téléphone ?',
  proveLostCode:
    'Saisissez l’un des codes de récupération reçus avec votre premier second facteur. Chacun est valable une fois.',
  proveLostAll:
    'Si vous n’avez pas de code non plus, demandez aux exploitants de ce serveur de réinitialiser vos seconds facteurs.',
} as const satisfies Translation<typeof en>;
