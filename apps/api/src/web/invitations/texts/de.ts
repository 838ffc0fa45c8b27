import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const de = {
  title: 'Einladung',
  invitedTo: 'Sie sind eingeladen zu {organization}.',
  inUnit: 'Einheit: {unit}',
  invitedBy: 'Eingeladen von: {inviter}',
  rolesThere: 'Rollen, die Sie dort bekommen: {roles}',
  openUntil: 'Die Einladung gilt bis {expires}.',
  accept: 'Annehmen',
  decline: 'Ablehnen',
  otherAddress: 'Sie sind angemeldet als {address}. Die Einladung ging an eine andere Adresse.',
  switchAccount: 'Anderes Konto verwenden',
  signInFirst: 'Um zu antworten, melden Sie sich mit der Adresse an, an die die Einladung ging.',
  signIn: 'Anmelden',
  signUpThen:
    'Noch kein Konto? Registrieren Sie sich mit dieser Adresse und bestätigen Sie sie, dann öffnen Sie den Link der Einladung noch einmal.',
  signUp: 'Registrieren',
  notConfirmed:
    'Bestätigen Sie zuerst die Adresse Ihres Kontos, dann öffnen Sie den Link der Einladung noch einmal.',
  toAccount: 'Zu meinem Konto',
  dead: 'Diese Einladung gilt nicht mehr. Bitten Sie um eine neue.',
  accepted: 'Sie sind jetzt Mitglied von {organization}.',
  declined: 'Sie haben die Einladung abgelehnt.',
} as const satisfies Translation<typeof en>;
