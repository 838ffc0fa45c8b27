import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const de = {
  proveTitle: 'Zeigen Sie, dass Sie es sind',
  proveIntro:
    'Was Sie tun möchten, lässt sich nicht rückgängig machen oder gibt Zugang zu Ihrem Konto. Deshalb fragen wir noch einmal, wer Sie sind.',
  provePassword: 'Ihr Passwort',
  proveCode: 'Code Ihrer Authenticator-App oder ein Wiederherstellungscode',
  proveButton: 'Weiter',
  proveCancel: 'Zurück zum Konto, ohne es zu tun',
  proveNoWay:
    'Sie haben weder ein Passwort noch einen anderen Weg, es zu zeigen. Wählen Sie zuerst über „Passwort vergessen?“ ein Passwort.',
  provePasskey: 'Passkey verwenden',
  proveForgot: 'Passwort vergessen?',
  proveLost: 'Haben Sie Ihren Passkey oder Ihr Telefon verloren?',
  proveLostCode:
    'Geben Sie einen der Wiederherstellungscodes ein, die Sie mit Ihrem ersten zweiten Faktor erhalten haben. Jeder gilt einmal.',
  proveLostAll:
    'Wenn Sie auch keinen Code haben, bitten Sie die Betreiber dieses Servers, Ihre zweiten Faktoren zurückzusetzen.',
} as const satisfies Translation<typeof en>;
