import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const de = {
  secondFactorTitle: 'Ihr zweiter Faktor',
  signInTitle: 'Anmelden',
  signInAddress: 'E-Mail-Adresse',
  signInPassword: 'Ihr Passwort',
  signInButton: 'Anmelden',
  signInMissing: 'Geben Sie Ihre E-Mail-Adresse und Ihr Passwort ein.',
  signInGoesTo: 'Sie melden sich an, um zu {host} zu gelangen.',
  forgotLink: 'Passwort vergessen?',
  signUpQuestion: 'Noch kein Konto? {link}',
  signUpLink: 'Konto erstellen',
  otherWays: 'oder',
  againTitle: 'Noch einmal anmelden',
  againIntro:
    'Sie sind schon angemeldet. Um fortzufahren, zeigen Sie noch einmal, dass Sie es sind.',
  anotherLink: 'Mit einem anderen Konto anmelden',
  resendLink: 'Die E-Mail zum Bestätigen noch einmal senden',
  waitFor: 'Zu viele Versuche. Wartezeit: {wait}.',
  heldTitle: 'Anmeldung bestätigen',
  heldMailed:
    'Diese Anmeldung ist ungewöhnlich. Wir haben Ihnen einen Link geschickt, mit dem Sie bestätigen, dass Sie es waren.',
  heldNext: 'Öffnen Sie ihn und bestätigen Sie. Melden Sie sich danach hier noch einmal an.',
  chooseTitle: 'Konto auswählen',
  chooseIntro: 'Diese Konten sind in diesem Browser angemeldet.',
  chooseSince: 'Angemeldet: {at}',
  chooseButton: 'Dieses Konto verwenden',
  chooseButtonFor: 'Dieses Konto verwenden: {address}',
  chooseGone:
    'Dieses Konto ist hier nicht mehr angemeldet. Wählen Sie ein anderes, oder melden Sie sich an.',
  useAnother: 'Ein anderes Konto verwenden',
  signOutButton: 'Abmelden',
  signOutButtonFor: 'Abmelden: {address}',
  signOutTitle: 'Abmelden',
  signOutQuestion: '{address} ist in diesem Browser angemeldet. Möchten Sie sich abmelden?',
  signOutApps:
    'Anwendungen, in denen Sie sich von hier aus angemeldet haben, haben ihre eigene Abmeldung.',
  backToAccount: 'Zurück zum Konto',
  signedOutTitle: 'Abgemeldet',
  signedOutDone: 'In diesem Browser ist niemand angemeldet.',
  stillSignedIn: 'In diesem Browser noch angemeldet:',
} as const satisfies Translation<typeof en>;
