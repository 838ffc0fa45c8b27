import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const de = {
  continueWith: 'Weiter mit {name}',
  tryAgainWith: 'Noch einmal mit {name} versuchen',
  backToSignIn: 'Zurück zur Anmeldung',
  linkAccountTitle: '{name} mit Ihrem Konto verknüpfen',
  linkAccountExists:
    'Es gibt schon ein Konto mit der E-Mail-Adresse, die {name} uns genannt hat. {name} ist damit nicht verknüpft und meldet Sie deshalb nicht bei ihm an.',
  linkAccountHow:
    'Melden Sie sich bei dem Konto an wie immer, zum Beispiel mit seinem Passwort. Danach können Sie {name} verknüpfen.',
  linkAccountButton: 'Anmelden, dann {name} verknüpfen',
  linkAccountWithout: 'Anmelden, ohne zu verknüpfen',
  identitiesIntro: 'Mit diesen Anbietern können Sie sich bei Ihrem Konto anmelden.',
  identitiesNone: 'Mit Ihrem Konto ist kein Anbieter verknüpft.',
  linkedSince: 'Verknüpft seit {at}',
  lastUsed: 'Zuletzt benutzt {at}',
  linkAnother: 'Einen Anbieter verknüpfen',
  noProviders: 'Auf diesem Server sind keine Anbieter eingerichtet.',
  linkNamed: '{name} verknüpfen',
  linkIntro:
    'Sie melden sich jetzt bei {name} an. Danach können Sie sich bei diesem Konto mit {name} anmelden.',
  goTo: 'Zu {name}',
  goingTo: 'Ihr Browser geht jetzt zu {name}. Wenn nicht, folgen Sie dem Link.',
  linkedDone: 'Der Anbieter ist mit Ihrem Konto verknüpft.',
  unlinkedDone: 'Der Anbieter ist nicht mehr mit Ihrem Konto verknüpft.',
  unlinkNamed: 'Verknüpfung mit {name} lösen',
  unlinkIntro: 'Danach können Sie sich bei diesem Konto nicht mehr mit {name} anmelden.',
  backToIdentities: 'Zurück zu den verknüpften Anbietern',
  proveWith: 'Zeigen Sie es durch eine Anmeldung mit {name}',
  backToProve: 'Zurück, um es noch einmal zu zeigen',
} as const satisfies Translation<typeof en>;
