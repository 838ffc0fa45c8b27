import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const de = {
  account: 'Ihr Konto',
  signedInAs: 'Angemeldet als {address}',
  accountPages: 'Konto',
  signOut: 'Abmelden',
  pageProfile: 'Name und Sprache',
  pageEmail: 'E-Mail-Adresse',
  pagePassword: 'Passwort',
  pageFactors: 'Passkeys und zweite Faktoren',
  pageIdentities: 'Verknüpfte Anbieter',
  pageSessions: 'Sitzungen und Geräte',
  pageActivity: 'Aktivität',
  pageExport: 'Daten exportieren',
  pageDelete: 'Konto löschen',
  backToAccount: 'Zurück zu Ihrem Konto',
} as const satisfies Translation<typeof en>;
