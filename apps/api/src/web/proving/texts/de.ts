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
} as const satisfies Translation<typeof en>;
