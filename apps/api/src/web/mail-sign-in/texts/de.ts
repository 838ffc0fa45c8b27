import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const de = {
  mailTitle: 'Anmeldung per E-Mail',
  mailWay: 'Mit einem Code anmelden, der Ihnen per E-Mail geschickt wird',
  mailIntro:
    'Geben Sie die Adresse Ihres Kontos ein: Eine E-Mail bringt Ihnen einen Code, mit dem Sie sich ohne Passwort anmelden.',
  mailAddress: 'E-Mail-Adresse',
  mailAddressProblem: 'Geben Sie eine E-Mail-Adresse ein, zum Beispiel anna@example.org.',
  mailButton: 'Code senden',
  mailSent:
    'Wenn es ein Konto für {address} gibt, ist eine E-Mail mit einem sechsstelligen Code dorthin unterwegs.',
  mailSentNext:
    'Geben Sie den Code hier ein, oder öffnen Sie den Link der E-Mail in diesem Browser. Beides gilt einmal, zehn Minuten lang.',
  mailCode: 'Code der E-Mail',
  mailCodeMissing: 'Geben Sie die sechs Ziffern der E-Mail ein.',
  mailSignIn: 'Anmelden',
  mailAgain: 'Einen neuen Code anfordern',
  mailOtherWay: 'Auf anderem Weg anmelden',
  mailLinkHere:
    'Das ist der Browser, in dem die Anmeldung angefordert wurde. Melden Sie sich jetzt hier an, oder gehen Sie zurück zu der Seite, auf der Sie den Code angefordert haben, und geben Sie ihn dort ein.',
} as const satisfies Translation<typeof en>;
