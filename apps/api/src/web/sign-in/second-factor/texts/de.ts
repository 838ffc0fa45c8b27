import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const de = {
  secondFactorIntro:
    'Noch ein Schritt: Zeigen Sie mit einem zweiten Faktor Ihres Kontos, dass Sie es sind.',
  codeOrRecovery: 'Code Ihrer Authenticator-App oder ein Wiederherstellungscode',
  codeOfApp: 'Code Ihrer Authenticator-App',
  recoveryCode: 'Wiederherstellungscode',
  recoveryHint: 'Jeder Wiederherstellungscode gilt einmal.',
  rememberDevice: {
    one: 'In diesem Browser {count} Tag lang nicht nach dem zweiten Faktor fragen',
    other: 'In diesem Browser {count} Tage lang nicht nach dem zweiten Faktor fragen',
  },
  signInByCode: 'Anmelden',
  usePasskey: 'Passkey verwenden',
  orCode: 'oder',
  passkeyAlone:
    'Ihr zweiter Faktor ist ein Passkey. Wenn dieser Browser keine Schaltfläche dafür zeigt, melden Sie sich mit einem an, der Passkeys kennt und Skripte zulässt.',
  triesLeft: {
    one: 'Das ist nicht richtig oder wurde schon benutzt. Sie haben noch {count} Versuch.',
    other: 'Das ist nicht richtig oder wurde schon benutzt. Sie haben noch {count} Versuche.',
  },
  codeMissing: 'Geben Sie einen Code ein.',
  signInEnded:
    'Diese Anmeldung ist beendet: Sie hat zu lange gedauert, oder zu viele Codes waren falsch. Beginnen Sie noch einmal.',
  beginAgain: 'Die Anmeldung von vorn beginnen',
} as const satisfies Translation<typeof en>;
