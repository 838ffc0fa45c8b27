import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const fr = {
  signUpTitle: 'Créer un compte',
  signUpHave: 'Vous avez déjà un compte ? {link}',
  signUpPassword: 'Mot de passe',
  signUpFirstName: 'Prénom (facultatif)',
  signUpLastName: 'Nom (facultatif)',
  signUpButton: 'Créer le compte',
  signUpPasswordMissing: 'Choisissez un mot de passe.',
  signUpNameProblem: 'Un nom comporte au plus 100 caractères imprimables.',
  signUpSentTitle: 'Consultez vos e-mails',
  signUpSent: 'Nous vous avons envoyé un e-mail. Ouvrez le lien qu’il contient pour continuer.',
  signUpThenSignIn: 'Après avoir confirmé votre adresse, connectez-vous :',
  signUpNoMail: 'Rien après quelques minutes ? Regardez parmi les indésirables, ou {link}.',
  signUpAskAgain: 'demandez un autre e-mail',
  signUpDoneTitle: 'Inscription reçue',
  signUpDone:
    'Votre inscription est arrivée. Vous pouvez maintenant vous connecter ; nous vous avons aussi envoyé un e-mail.',
} as const satisfies Translation<typeof en>;
