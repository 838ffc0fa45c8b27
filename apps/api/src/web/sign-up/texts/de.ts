import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const de = {
  signUpTitle: 'Konto anlegen',
  signUpHave: 'Sie haben schon ein Konto? {link}',
  signUpPassword: 'Passwort',
  signUpFirstName: 'Vorname (freiwillig)',
  signUpLastName: 'Nachname (freiwillig)',
  signUpButton: 'Konto anlegen',
  signUpPasswordMissing: 'Wählen Sie ein Passwort.',
  signUpNameProblem: 'Ein Name hat höchstens 100 druckbare Zeichen.',
  signUpSentTitle: 'Sehen Sie in Ihre E-Mails',
  signUpSent: 'Wir haben Ihnen eine E-Mail geschickt. Öffnen Sie den Link darin, um fortzufahren.',
  signUpThenSignIn: 'Nachdem Sie Ihre Adresse bestätigt haben, melden Sie sich an:',
  signUpNoMail:
    'Nach einigen Minuten noch nichts da? Sehen Sie im Spam-Ordner nach, oder Sie können {link}.',
  signUpAskAgain: 'eine weitere E-Mail anfordern',
  signUpDoneTitle: 'Registriert',
  signUpDone:
    'Ihre Registrierung ist angekommen. Sie können sich jetzt anmelden; wir haben Ihnen dazu auch eine E-Mail geschickt.',
} as const satisfies Translation<typeof en>;
