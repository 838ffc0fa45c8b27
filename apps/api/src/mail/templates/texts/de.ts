import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const de = {
  greeting: 'Guten Tag,',
  greetingName: 'Guten Tag {name},',
  footer:
    '{appName} hat diese E-Mail automatisch gesendet; eine Antwort darauf erreicht niemanden.',
  copyLink:
    'Wenn die Schaltfläche nicht funktioniert, kopieren Sie diese Adresse in Ihren Browser:',
  wasYou: 'Waren Sie es? Dann ist nichts zu tun.',
  chooseHere: 'Waren Sie es nicht? Dann wählen Sie sofort ein neues Passwort, hier: {forgotLink}',
  chooseNow:
    'Waren Sie es nicht? Dann kann jemand anderes in Ihr Konto gelangen: Wählen Sie sofort ein neues Passwort, hier: {forgotLink}',
  linkOnce: 'Der Link funktioniert einmal, bis {expires}.',
  verifySubject: 'Bestätigen Sie Ihre E-Mail-Adresse für {appName}',
  verifyIntro:
    'Mit dieser Adresse wurde ein Konto bei {appName} angelegt. Um zu bestätigen, dass sie Ihnen gehört, öffnen Sie diese Seite und drücken Sie dort die Schaltfläche:',
  verifyProviders:
    'Man kann sich mit {providers} anmelden. Bestätigen Sie das Konto nur, wenn Sie das sind: Wer sich dort anmeldet, gelangt in dieses Konto.',
  verifyButton: 'Meine Adresse bestätigen',
  verifyNotYou:
    'Sie haben kein Konto angelegt? Dann tun Sie nichts: Ohne Ihre Bestätigung bleibt die Adresse unbestätigt.',
  registeredSubject: 'Sie haben bereits ein Konto bei {appName}',
  registeredIntro:
    'Jemand, vielleicht Sie selbst, hat versucht, mit dieser Adresse ein Konto bei {appName} anzulegen. Sie haben bereits eines, und es ist unverändert.',
  registeredSignIn: 'Um es zu benutzen, melden Sie sich wie bisher an: {signInLink}',
  registeredReset:
    'Wenn Sie das Passwort nicht mehr wissen, fordern Sie hier ein neues an: {resetLink}',
  registeredNotYou:
    'Waren Sie es nicht? Dann ist nichts zu tun: Niemand erfährt von uns, dass Sie ein Konto haben.',
  resetSubject: 'Wählen Sie ein neues Passwort für {appName}',
  resetIntro:
    'Jemand hat ein neues Passwort für Ihr Konto bei {appName} angefordert. Wenn Sie es waren, wählen Sie hier eines:',
  resetButton: 'Neues Passwort wählen',
  resetOnce:
    'Der Link funktioniert einmal, bis {expires}. Ein neues Passwort beendet alle Sitzungen des Kontos.',
  resetNotYou:
    'Waren Sie es nicht? Dann tun Sie nichts: Ihr Passwort bleibt, wie es ist. Geben Sie den Link niemandem.',
  changedSubject: 'Ihr Passwort für {appName} wurde geändert',
  changedAt: 'Das Passwort Ihres Kontos bei {appName} wurde geändert: {at}.',
  changedRemoved: 'Diese Zugänge zum Konto wurden zugleich entfernt: {removed}.',
  changedKept: 'Diese wurden geprüft und beibehalten: {kept}.',
  changedFactors:
    'Diese zweiten Faktoren kamen in letzter Zeit hinzu. Sie bleiben, denn ein neues Passwort entfernt keinen zweiten Faktor: {factors}.',
  changedFactorsNotYou:
    'Gehört einer davon nicht Ihnen? Dann sagen Sie es hier, bis {until}. Alle werden abgemeldet, die der letzten sieben Tage werden entfernt, mit allem, was seitdem hinzugekommen ist, und Sie wählen noch einmal ein neues Passwort:',
  changedFactorsButton: 'Nicht alle gehören mir',
  changedNotice: 'das Passwort wurde geändert',
  linkedSubject: 'Ein weiterer Weg zur Anmeldung bei {appName} wurde hinzugefügt',
  linkedAt: 'Seit {at} kann man sich in Ihrem Konto bei {appName} mit {provider} anmelden.',
  linkedNotYou:
    'Waren Sie es nicht? Dann wählen Sie sofort ein neues Passwort, hier: {resetLink}, und entfernen Sie {provider} aus Ihrem Konto.',
  linkedNotice: 'ein weiterer Weg zur Anmeldung wurde hinzugefügt',
  unlinkedSubject: 'Ein Weg zur Anmeldung bei {appName} wurde entfernt',
  unlinkedAt:
    'Seit {at} kann man sich in Ihrem Konto bei {appName} nicht mehr mit {provider} anmelden.',
  unlinkedNotice: 'ein Weg zur Anmeldung wurde entfernt',
  mergedSubject: 'Zwei Konten bei {appName} sind jetzt eines',
  mergedAt:
    'Zwei Konten bei {appName} wurden zusammengeführt ({at}): das von {ended} mit dem von {account}. Das erste gibt es nicht mehr; seine Rollen und verknüpften Anbieter sind umgezogen.',
  mergedNotYou: 'Waren Sie es nicht? Dann sagen Sie es sofort den Betreibern von {appName}.',
  mergedUndo: {
    one: '{count} Tag lang können sie es rückgängig machen; nennen Sie ihnen diese Nummer: {undoId}',
    other:
      '{count} Tage lang können sie es rückgängig machen; nennen Sie ihnen diese Nummer: {undoId}',
  },
  mergedNotice: 'zwei Konten wurden zusammengeführt',
  undoneSubject: 'Ihr Konto bei {appName} steht wieder für sich allein',
  undoneAt:
    'Die Zusammenführung Ihres Kontos bei {appName} mit dem von {other} wurde rückgängig gemacht ({at}). Jedes steht wieder für sich, mit seinem Passwort, seinen verknüpften Anbietern und seinen Rollen, und in beiden sind alle abgemeldet.',
  undoneChoose: 'Kannte jemand anderes Ihr Passwort? Dann wählen Sie ein neues, hier: {forgotLink}',
  undoneNotice: 'eine Zusammenführung wurde rückgängig gemacht',
  newDeviceSubject: 'Ein neues Gerät hat sich bei {appName} angemeldet',
  newDeviceAt:
    'In Ihrem Konto bei {appName} hat sich jemand von einem bisher unbekannten Gerät angemeldet: {device}, von {from}, {at}.',
  newDeviceNotice: 'eine Anmeldung von einem neuen Gerät',
  suspiciousSubject: 'Waren Sie es? Eine ungewöhnliche Anmeldung bei {appName}',
  suspiciousAt:
    'In Ihrem Konto bei {appName} hat sich jemand auf ungewöhnliche Weise angemeldet: {device}, von {from}, {at}.',
  suspiciousNotYou:
    'Waren Sie es nicht? Dann sagen Sie es hier, bis {until}. Alle werden abgemeldet, und Sie wählen ein neues Passwort:',
  suspiciousButton: 'Das war ich nicht',
  suspiciousNotice: 'eine ungewöhnliche Anmeldung',
  confirmSubject: 'Bestätigen Sie Ihre Anmeldung bei {appName}',
  confirmAt:
    'Jemand, der Ihr Passwort kennt, wollte sich auf ungewöhnliche Weise in Ihrem Konto bei {appName} anmelden und wurde aufgehalten: {device}, von {from}, {at}.',
  confirmYou:
    'Waren Sie es? Dann bestätigen Sie es hier, bis {until}, und melden Sie sich noch einmal an:',
  confirmButton: 'Ja, das war ich',
  confirmNotice: 'eine ungewöhnliche Anmeldung, die aufgehalten wurde',
  removedSubject: 'Was ein Fremder in Ihrem Konto bei {appName} angelegt hatte, ist entfernt',
  removedAt:
    'Eine Anmeldung in Ihrem Konto bei {appName} wurde über den Link unserer E-Mail rückgängig gemacht ({at}). Zugleich wurde entfernt, was bei dieser Anmeldung entstanden war: {removed}.',
  removedAgain:
    'War etwas davon von Ihnen? Dann fügen Sie es wieder hinzu, sobald Sie hier ein neues Passwort gewählt haben: {forgotLink}',
  removedNotice: 'eine Anmeldung wurde rückgängig gemacht',
  deniedSubject: 'Ein Fremder hat sich als jemand von {appName} ausgegeben',
  deniedAt:
    'Wem das Konto {account} gehört, hat mitgeteilt ({at}), dass eine Anmeldung darin fremd war. Bei dieser Anmeldung wurde an anderem etwas getan: {acts}.',
  deniedRest:
    'Die dabei entstandenen Zugänge zum Konto und Anwendungs-Token sind entfernt. Der Rest wurde gelassen, wie er ist, denn andere können sich darauf verlassen: Sehen Sie das Prüfprotokoll dieses Kontos durch und machen Sie rückgängig, was nicht sein soll.',
  deniedNotice: 'eine fremde Anmeldung hatte an anderem etwas getan',
  codeSubject: 'Ihr Code zur Anmeldung bei {appName}',
  codeIntro:
    'Jemand möchte sich in Ihrem Konto bei {appName} anmelden. Wenn Sie es waren, geben Sie diesen Code dort ein, wo Sie ihn angefordert haben:',
  codeLink: 'Oder öffnen Sie diesen Link im selben Browser:',
  codeButton: 'Anmelden',
  codeOnce: 'Beide funktionieren einmal, bis {expires}, und nur dort, wo sie angefordert wurden.',
  codeNotYou:
    'Waren Sie es nicht? Dann tun Sie nichts. Geben Sie den Code niemandem: Wir fragen nie danach.',
  factorTotpAny: 'eine Authenticator-App',
  factorPasskey: 'ein Passkey ({name})',
  factorPasskeyAny: 'ein Passkey',
  factorRecoveryCodes: 'Wiederherstellungscodes',
  factorAddedSubject: 'Zu Ihrem Konto bei {appName} wurde ein zweiter Faktor hinzugefügt',
  factorAddedAt: 'In Ihrem Konto bei {appName} ist hinzugekommen ({at}): {factor}.',
  factorAddedNotYou:
    'Waren Sie es nicht? Dann sagen Sie es hier, bis {until}. Alle werden abgemeldet, dies und alles, was seitdem hinzugekommen ist, wird entfernt, und Sie wählen ein neues Passwort:',
  factorAddedNotice: 'ein zweiter Faktor wurde hinzugefügt',
  factorRemovedSubject: 'Aus Ihrem Konto bei {appName} wurde ein zweiter Faktor entfernt',
  factorRemovedAt: 'Aus Ihrem Konto bei {appName} wurde entfernt ({at}): {factor}.',
  factorRemovedLast: 'Das war der letzte: Das Konto verlangt jetzt keinen zweiten Faktor mehr.',
  factorRemovedNotice: 'ein zweiter Faktor wurde entfernt',
  recoveryCodeSubject: 'Ein Wiederherstellungscode Ihres Kontos bei {appName} wurde benutzt',
  recoveryCodeAt: {
    one: 'Ein Wiederherstellungscode Ihres Kontos bei {appName} wurde benutzt ({at}). Es ist noch {count} Code übrig.',
    other:
      'Ein Wiederherstellungscode Ihres Kontos bei {appName} wurde benutzt ({at}). Es sind noch {count} Codes übrig.',
  },
  recoveryCodeFew:
    'Das ist wenig: Erzeugen Sie in Ihrem Konto neue Codes, und bewahren Sie sie dort auf, wo Sie sie auch ohne Ihre Geräte finden.',
  recoveryCodeYou: 'Waren Sie es? Dann ist sonst nichts zu tun.',
  recoveryCodeNotYou:
    'Waren Sie es nicht? Dann hat jemand Ihre Codes: Wählen Sie sofort ein neues Passwort, hier: {forgotLink}, und erzeugen Sie neue Codes.',
  recoveryCodeNotice: 'ein Wiederherstellungscode wurde benutzt',
  resetOrderedSubject: 'Die zweiten Faktoren Ihres Kontos bei {appName} werden entfernt',
  resetOrderedAt:
    'Ein Betreiber von {appName} hat veranlasst ({at}), dass alle zweiten Faktoren Ihres Kontos entfernt werden: Authenticator-Apps, Passkeys und Wiederherstellungscodes. Das geschieht zu diesem Zeitpunkt: {due}. Dann werden alle abgemeldet, und zur Anmeldung genügt das Passwort.',
  resetOrderedYou: 'Haben Sie darum gebeten? Dann ist nichts zu tun.',
  resetOrderedNotYou:
    'Haben Sie nicht darum gebeten? Dann widersprechen Sie vor diesem Zeitpunkt, und Ihre Faktoren bleiben:',
  resetOrderedButton: 'Meine Faktoren behalten',
  factorsResetSubject: 'Die zweiten Faktoren Ihres Kontos bei {appName} wurden entfernt',
  factorsResetAt:
    'Alle zweiten Faktoren Ihres Kontos bei {appName} wurden entfernt ({at}), wie ein Betreiber es veranlasst hat, und alle wurden abgemeldet. Zur Anmeldung genügt jetzt das Passwort: Melden Sie sich an und fügen Sie wieder einen zweiten Faktor hinzu.',
  factorsResetSome:
    'Die zweiten Faktoren, die Ihr Konto bei {appName} hatte, als ein Betreiber es veranlasste, wurden entfernt ({at}), und alle wurden abgemeldet. Später hinzugefügte bleiben: Zur Anmeldung ist einer davon nötig.',
  factorsResetNotYou:
    'Haben Sie nicht darum gebeten? Dann wählen Sie sofort ein neues Passwort, hier: {forgotLink}, und sagen Sie es den Betreibern.',
  factorsResetNotice: 'alle zweiten Faktoren wurden entfernt',
  passkeyCopiedSubject: 'Ein Passkey für {appName} wurde abgelehnt',
  passkeyCopiedAt:
    'Ein Zugang zu Ihrem Konto bei {appName} wurde abgelehnt ({at}): {passkey}. Er zählt, wie oft er benutzt wird, und dieser Zähler ist zurückgegangen. Möglicherweise hat jemand eine Kopie davon.',
  passkeyCopiedRemove:
    'Entfernen Sie diesen Passkey aus Ihrem Konto und fügen Sie einen neuen hinzu. Wenn Sie sich nicht mehr anmelden können, wählen Sie hier ein neues Passwort: {forgotLink}',
  passkeyCopiedNotice: 'ein Passkey wurde abgelehnt, der möglicherweise kopiert wurde',
  passwordRemovedSubject: 'Ihr Passwort für {appName} wurde entfernt',
  passwordRemovedAt:
    'Seit {at} hat Ihr Konto bei {appName} kein Passwort: Die Anmeldung erfolgt mit einem Passkey.',
  passwordRemovedNotice: 'das Passwort wurde entfernt',
  emailConfirmSubject: 'Bestätigen Sie Ihre neue Adresse für {appName}',
  emailConfirmIntro:
    'Jemand möchte diese Adresse für ein Konto bei {appName} verwenden. Wenn Sie es sind, bestätigen Sie sie hier, in dem Browser, in dem Sie angemeldet sind:',
  emailConfirmButton: 'Neue Adresse bestätigen',
  emailConfirmNotYou:
    'Waren Sie es nicht? Dann tun Sie nichts, und bestätigen Sie sie nicht: Das Konto würde jemand anderem gehören.',
  emailAskedSubject: 'Für Ihr Konto bei {appName} wurde eine neue Adresse beantragt',
  emailAskedAt:
    'Jemand, der in Ihrem Konto bei {appName} angemeldet ist, möchte dessen E-Mail-Adresse ändern ({at}). Noch ist nichts geändert: Das geschieht erst, wenn die neue Adresse bestätigt wird. Dann erhalten Sie eine weitere E-Mail, mit der Sie es rückgängig machen können.',
  emailAskedNotYou:
    'Waren Sie es nicht? Dann kann jemand anderes in Ihr Konto gelangen: Wählen Sie sofort ein neues Passwort, was auch die Änderung beendet, hier: {forgotLink}',
  emailAskedNotice: 'eine neue Adresse wurde beantragt',
  emailChangedSubject: 'Ihr Konto bei {appName} hat jetzt eine andere Adresse',
  emailChangedAt:
    'Die E-Mail-Adresse Ihres Kontos bei {appName} wurde geändert ({at}). Diese Adresse gehört nicht mehr dazu.',
  emailChangedNotYou: 'Waren Sie es nicht? Dann holen Sie sich das Konto zurück, bis {expires}:',
  emailChangedEffect:
    'Dabei werden alle abgemeldet, was seitdem hinzugekommen ist, wird entfernt, und Sie wählen ein neues Passwort.',
  emailWantedSubject: 'Ihre Adresse wurde für ein anderes Konto bei {appName} angegeben',
  emailWantedIntro:
    'Jemand wollte diese Adresse für ein anderes Konto bei {appName} verwenden. Sie gehört zu Ihrem Konto; deshalb hat sich nichts geändert, und die andere Seite hat davon nichts erfahren.',
  emailWantedYou:
    'Waren Sie es? Dann melden Sie sich mit dieser Adresse an. Wenn Sie das Passwort dazu vergessen haben, wählen Sie hier ein neues: {resetLink}',
  emailWantedNotYou: 'Waren Sie es nicht? Dann ist nichts zu tun.',
  summarySubject: 'In Ihrem Konto bei {appName} ist viel geschehen',
  summaryWhat:
    'In Ihrem Konto bei {appName} ist mehr geschehen, als wir einzeln per E-Mail melden. Worüber Sie keine andere E-Mail haben: {what}.',
  summaryOnce: '{event} (einmal, {at})',
  summaryTimes: {
    one: '{event} ({count}-mal, von {first} bis {last})',
    other: '{event} ({count}-mal, von {first} bis {last})',
  },
  unknownDevice: 'ein unbekanntes Gerät',
  credentialIdentity: 'Anmeldung mit {name}',
  credentialDevice: 'das Gerät {name}',
  credentialToken: 'ein Anwendungs-Token von {name}',
  credentialSince: '{what} (seit {at})',
  credentialSinceFrom: '{what} (seit {at}, von {from})',
  invitationSubject: 'Sie sind in eine Organisation bei {appName} eingeladen',
  invitationIntro:
    'Jemand, der eine Organisation bei {appName} verwaltet, hat diese Adresse dorthin eingeladen.',
  invitationOrganization: 'Organisation: {organization}',
  invitationUnit: 'Einheit: {unit}',
  invitationInviter: 'Eingeladen von: {inviter}',
  invitationHow:
    'Um anzunehmen oder abzulehnen, öffnen Sie diese Seite und melden Sie sich mit dieser Adresse an, oder registrieren Sie sich mit ihr:',
  invitationButton: 'Einladung ansehen',
  invitationNotYou:
    'Sie kennen die Organisation nicht? Dann tun Sie nichts: Ohne Ihre Antwort geschieht nichts.',
} as const satisfies Translation<typeof en>;
