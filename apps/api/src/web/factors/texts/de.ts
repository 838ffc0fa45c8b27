import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const de = {
  intro:
    'Ein zweiter Faktor hält andere fern, die Ihr Passwort haben. Mit einem Passkey melden Sie sich auch ohne Passwort an.',
  passkeys: 'Passkeys',
  passkeyAdd: 'Passkey hinzufügen',
  apps: 'Authenticator-Apps',
  appAdd: 'Authenticator-App hinzufügen',
  codes: 'Wiederherstellungscodes',
  none: 'Sie haben keine.',
  codesLater:
    'Wiederherstellungscodes erhalten Sie mit Ihrem ersten Passkey oder Ihrer ersten Authenticator-App.',
  codesLeft: {
    one: 'Sie haben noch {count} Wiederherstellungscode.',
    other: 'Sie haben noch {count} Wiederherstellungscodes.',
  },
  codesReplace: 'Wiederherstellungscodes ersetzen',
  mustNow:
    'Ihr Konto muss einen zweiten Faktor haben. Fügen Sie jetzt einen Passkey oder eine Authenticator-App hinzu; bis dahin können Sie hier nichts anderes tun.',
  mustUntil: 'Ihr Konto muss einen zweiten Faktor haben. Fügen Sie bis {moment} einen hinzu.',
  onToApplication: 'Weiter zur Anwendung',
  onToPage: 'Weiter zur gewünschten Seite',
  doneRenamed: 'Der Name ist geändert.',
  doneRemoved: 'Es ist entfernt. Wir haben Ihnen dazu eine E-Mail geschickt.',
  doneApp: 'Die Authenticator-App ist hinzugefügt und wird ab jetzt verlangt.',
  donePasskey:
    'Der Passkey ist hinzugefügt. Sie können sich allein mit ihm anmelden, und nach Ihrem Passwort wird er verlangt.',
  change: 'Ändern oder entfernen',
  changeNamed: 'Ändern oder entfernen: {name}',
  onOneDevice: 'bleibt auf einem Gerät',
  synced: 'wird zwischen Geräten synchronisiert',
  modelAndKind: '{model}, {kind}',
  addedAt: 'Hinzugefügt am {moment}',
  neverUsed: 'Noch nicht benutzt',
  usedAt: 'Zuletzt benutzt am {moment}',
  name: 'Name',
  nameHint: 'Woran Sie es wiedererkennen, zum Beispiel „Diensttelefon“.',
  nameSave: 'Namen speichern',
  nameProblem:
    'Ein Name hat 1 bis 100 druckbare Zeichen und keine Buchstaben, die anderen nur gleichen.',
  remove: 'Entfernen',
  removeLink: 'Entfernen …',
  back: 'Zurück zu Passkeys und zweiten Faktoren',
  passkeyTitle: 'Passkey',
  appTitle: 'Authenticator-App',
  removePasskeyTitle: 'Passkey entfernen',
  removeAppTitle: 'Authenticator-App entfernen',
  removePasskeyQuestion: 'Möchten Sie den Passkey {name} entfernen?',
  removeAppQuestion: 'Möchten Sie die Authenticator-App {name} entfernen?',
  removePasskeyKept:
    'Er meldet Sie nicht mehr an. In Ihrem Gerät oder Passwortmanager bleibt eine Kopie; löschen Sie sie auch dort.',
  removeAppKept: 'Ihre Codes gelten danach nicht mehr. Löschen Sie auch den Eintrag in der App.',
  removeLast:
    'Es ist Ihr letzter zweiter Faktor. Ihre Wiederherstellungscodes entfallen mit ihm, und wer Ihr Passwort hat, kommt hinein.',
  removeDevices: 'Geräte, die wir uns merken sollten, gelten nicht mehr als bekannt.',
  removeButton: 'Entfernen',
  removeNot: 'Behalten',
  appIntro:
    'Eine Authenticator-App auf Ihrem Telefon zeigt alle 30 Sekunden einen neuen sechsstelligen Code. Auf der nächsten Seite verbinden Sie die App mit Ihrem Konto.',
  appBegin: 'QR-Code anzeigen',
  appDefaultName: 'Authenticator-App',
  appScan:
    'Scannen Sie diesen Code mit der App. Geben Sie dann die sechs Ziffern ein, die die App zeigt.',
  appQr: 'QR-Code für die Authenticator-App; der Schlüssel darunter sagt dasselbe',
  appOpen: 'App auf diesem Gerät öffnen',
  appType: 'Oder geben Sie diesen Schlüssel in die App ein:',
  appCode: 'Code, den die App zeigt',
  appTime: 'Sie haben dafür zehn Minuten.',
  appConfirm: 'App hinzufügen',
  appAnew: 'Neu beginnen',
  codesTitle: 'Ihre Wiederherstellungscodes',
  codesOnce:
    'Drucken Sie diese Codes oder schreiben Sie sie auf, und bewahren Sie sie auf, wo niemand sonst sie findet. Sie werden nur jetzt angezeigt.',
  codesUse:
    'Jeder Code ersetzt einmal einen Passkey oder eine Authenticator-App, die Sie verloren haben.',
  codesStored: 'Ich habe sie aufbewahrt: weiter',
  codesEffect: 'Mit neuen Codes gelten alle älteren nicht mehr.',
  codesMake: 'Neue Codes erzeugen',
  passkeyIntro:
    'Einen Passkey bewahrt Ihr Gerät, Ihr Passwortmanager oder ein Sicherheitsschlüssel auf. Sie benutzen ihn mit Fingerabdruck, Gesicht oder PIN.',
  passkeyNoScript:
    'Ein Passkey braucht JavaScript, das in diesem Browser ausgeschaltet ist. Ohne JavaScript können Sie eine Authenticator-App hinzufügen.',
  passkeyMake: 'Passkey erstellen',
} as const satisfies Translation<typeof en>;
