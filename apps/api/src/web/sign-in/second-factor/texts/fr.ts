import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const fr = {
  secondFactorIntro:
    'Encore une étape : prouvez que c’est bien vous, avec un second facteur de votre compte.',
  codeOrRecovery: 'Code de votre application d’authentification, ou un code de récupération',
  codeOfApp: 'Code de votre application d’authentification',
  recoveryCode: 'Code de récupération',
  recoveryHint: 'Chaque code de récupération ne sert qu’une fois.',
  rememberDevice: {
    one: 'Ne plus demander de second facteur dans ce navigateur pendant {count} jour',
    many: 'Ne plus demander de second facteur dans ce navigateur pendant {count} de jours',
    other: 'Ne plus demander de second facteur dans ce navigateur pendant {count} jours',
  },
  signInByCode: 'Se connecter',
  usePasskey: 'Utiliser une clé d’accès',
  orCode: 'ou',
  passkeyAlone:
    'Votre second facteur est une clé d’accès. Si ce navigateur n’affiche pas de bouton pour elle, connectez-vous avec un navigateur qui connaît les clés d’accès et autorise les scripts.',
  triesLeft: {
    one: 'Ce n’est pas correct, ou a déjà été utilisé. Il vous reste {count} essai.',
    many: 'Ce n’est pas correct, ou a déjà été utilisé. Il vous reste {count} d’essais.',
    other: 'Ce n’est pas correct, ou a déjà été utilisé. Il vous reste {count} essais.',
  },
  codeMissing: 'Saisissez un code.',
  signInEnded:
    'Cette connexion est terminée : elle a pris trop de temps, ou trop de codes étaient erronés. Recommencez.',
  beginAgain: 'Recommencer la connexion',
} as const satisfies Translation<typeof en>;
