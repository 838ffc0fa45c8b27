import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const fr = {
  mailTitle: 'Se connecter par e-mail',
  mailWay: 'Se connecter avec un code envoyé par e-mail',
  mailIntro:
    'Saisissez l’adresse de votre compte : un e-mail vous apportera un code pour vous connecter sans mot de passe.',
  mailAddress: 'Adresse e-mail',
  mailAddressProblem: 'Saisissez une adresse e-mail, par exemple anna@example.org.',
  mailButton: 'Envoyer le code',
  mailSent:
    'S’il existe un compte pour {address}, un e-mail contenant un code à six chiffres est en route.',
  mailSentNext:
    'Saisissez le code ici, ou ouvrez le lien de l’e-mail dans ce navigateur. Les deux fonctionnent une fois, pendant dix minutes.',
  mailCode: 'Code de l’e-mail',
  mailCodeMissing: 'Saisissez les six chiffres de l’e-mail.',
  mailSignIn: 'Se connecter',
  mailAgain: 'Demander un nouveau code',
  mailOtherWay: 'Se connecter autrement',
  mailLinkHere:
    'C’est le navigateur dans lequel la connexion a été demandée. Connectez-vous ici maintenant, ou retournez à la page où vous l’avez demandée et saisissez-y le code de l’e-mail.',
} as const satisfies Translation<typeof en>;
