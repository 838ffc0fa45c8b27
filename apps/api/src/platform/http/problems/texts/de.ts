import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const de = {
  headingNotFound: 'Nicht gefunden',
  headingTooMany: 'Zu viele Anfragen',
  headingFailed: 'Etwas ist schiefgegangen',
  headingRefused: 'Das war nicht möglich',
  toStart: 'Zur Startseite',
  signInAgain: 'Erneut anmelden',
  fromApplication:
    'Wenn Sie aus einer Anwendung gekommen sind, gehen Sie dorthin zurück und beginnen Sie dort von vorn.',
  form: 'Etwas fehlt oder ist nicht gültig. Gehen Sie zurück, prüfen Sie die Angaben und senden Sie sie noch einmal.',
  malformed:
    'Ihr Browser hat etwas gesendet, das diese Seite nicht versteht. Gehen Sie zurück, laden Sie die Seite neu und versuchen Sie es noch einmal.',
  notFound: 'Unter dieser Adresse gibt es nichts.',
  captcha:
    'Ihr Browser muss vor dem Senden dieses Formulars etwas berechnen. Gehen Sie zurück, laden Sie die Seite neu und senden Sie es noch einmal.',
  tooMany: 'Zu viele Anfragen. Warten Sie einen Moment und versuchen Sie es noch einmal.',
  internal: 'Auf unserer Seite ist etwas schiefgegangen. Versuchen Sie es noch einmal.',
  later: 'Das ist im Moment nicht möglich. Versuchen Sie es in Kürze noch einmal.',
  crossSite:
    'Dieses Formular wurde von einer fremden Website gesendet. Öffnen Sie den Link aus der E-Mail noch einmal.',
  signIn:
    'Sie sind nicht oder nicht mehr angemeldet. Melden Sie sich an und versuchen Sie es noch einmal.',
  signInAnew: 'Bestätigen Sie noch einmal, dass Sie es sind: Melden Sie sich neu an.',
  denied: 'Das dürfen Sie nicht tun.',
  credentials: 'Die E-Mail-Adresse oder das Passwort ist falsch.',
  notVerified:
    'Ihre E-Mail-Adresse ist noch nicht bestätigt. Öffnen Sie den Link in der E-Mail, die wir Ihnen geschickt haben.',
  disabled: 'Dieses Konto ist gesperrt. Wenden Sie sich an Ihren Administrator.',
  registrationOff: 'Hier können keine neuen Konten angelegt werden.',
  emailTaken: 'Zu dieser E-Mail-Adresse gibt es bereits ein Konto.',
  deadLink: 'Dieser Link funktioniert nicht oder nicht mehr.',
  wrongPassword: 'Das aktuelle Passwort ist falsch.',
  mailHeldBack:
    'Die E-Mail, mit der Sie sich wieder anmelden könnten, kann jetzt nicht gesendet werden; deshalb wurde nichts geändert. Versuchen Sie es später noch einmal.',
  proofRequired:
    'Geben Sie das Passwort ein, das Sie bei der Registrierung gewählt haben, oder wählen Sie ein neues.',
  registrationPassword: 'Das ist nicht das Passwort einer Registrierung mit dieser Adresse.',
  password: 'Dieses Passwort kann nicht verwendet werden. Wählen Sie ein anderes.',
  tooShort: 'Das Passwort muss mindestens 8 Zeichen haben.',
  tooLong: 'Das Passwort darf höchstens 128 Zeichen haben.',
  tooCommon: 'Dieses Passwort ist eines der ersten, die jemand erraten würde.',
  containsEmail: 'Das Passwort darf Ihre E-Mail-Adresse nicht enthalten.',
  invalidCharacters: 'Das Passwort enthält Zeichen, die nicht verwendet werden können.',
  confirmSignIn:
    'Diese Anmeldung ist ungewöhnlich. Bestätigen Sie sie über den Link in der E-Mail, die wir Ihnen geschickt haben, und melden Sie sich dann noch einmal an.',
  lastAdmin: 'Das ist der letzte Administrator; er muss bleiben.',
  providerUnknown: 'Mit diesem Anbieter kann man sich hier nicht anmelden.',
  providerFailed: 'Die Anmeldung beim Anbieter ist fehlgeschlagen. Beginnen Sie noch einmal.',
  providerUnavailable:
    'Der Anbieter ist im Moment nicht erreichbar. Versuchen Sie es in Kürze noch einmal.',
  providerRefused:
    'Der Anbieter hat die Anmeldung nicht zugelassen, oder sie wurde dort abgebrochen.',
  providerEmail:
    'Der Anbieter hat uns keine bestätigte E-Mail-Adresse mitgeteilt. Erlauben Sie es dort, oder melden Sie sich auf andere Weise an.',
  navigation: 'Öffnen Sie diese Adresse selbst im Fenster Ihres Browsers.',
  notBegun:
    'Diese Anmeldung wurde nicht in diesem Browser begonnen, hat zu lange gedauert oder ist beendet. Beginnen Sie noch einmal.',
  application:
    'Die Anwendung hat eine falsche Anfrage gesendet. Teilen Sie es ihren Betreibern mit.',
  linkRequired:
    'Zu dieser E-Mail-Adresse gibt es bereits ein Konto. Melden Sie sich dort wie bisher an und verknüpfen Sie den Anbieter.',
  otherAccount:
    'Sie haben sich beim Anbieter mit einem anderen Konto angemeldet. Beginnen Sie noch einmal mit dem richtigen.',
  identityTaken: 'Diese Anmeldung beim Anbieter gehört bereits zu einem Konto.',
  identityUnknown: 'Dieser Anbieter ist nicht oder nicht mehr mit Ihrem Konto verknüpft.',
  showAgain: 'Zeigen Sie noch einmal, dass Sie es sind, und versuchen Sie es dann erneut.',
  atLevel:
    'Dafür ist eine Anmeldung mit einem zweiten Faktor nötig. Melden Sie sich damit an und versuchen Sie es noch einmal.',
  secondFactor:
    'Dieses Konto hat einen zweiten Faktor, der ebenfalls gezeigt werden muss. Wenn diese Seite nicht danach fragt, melden Sie sich damit in dem Konto an und beginnen Sie dort noch einmal.',
  factorRequired: 'Dieses Konto hat einen zweiten Faktor: Hier genügt nur dieser.',
  wrongFactor:
    'Das ist nicht richtig oder wurde schon benutzt. Versuchen Sie den nächsten Code oder einen anderen Faktor; nach mehreren Versuchen beginnen Sie von vorn.',
  signInLost:
    'Diese Anmeldung kann nicht fortgesetzt werden. Beginnen Sie auf diesem Gerät noch einmal.',
  factorCode:
    'Der Code ist falsch. Geben Sie den ein, den die App jetzt anzeigt, und prüfen Sie, ob die Uhr des Geräts richtig geht.',
  factorUnknown:
    'Diesen Faktor gibt es nicht, oder die Zeit zum Einrichten ist abgelaufen. Beginnen Sie noch einmal.',
  factorMissing:
    'Wiederherstellungscodes sind für ein Konto mit einem zweiten Faktor. Fügen Sie zuerst eine Authenticator-App oder einen Passkey hinzu.',
  factorsFull:
    'Das Konto hat so viele Faktoren dieser Art, wie es haben darf. Entfernen Sie zuerst einen.',
  factorUnreadable:
    'Die Authenticator-App dieses Kontos kann nicht geprüft werden. Benutzen Sie einen anderen Faktor oder sagen Sie es den Betreibern.',
  passkeyRefused:
    'Der Passkey wurde nicht akzeptiert. Laden Sie die Seite neu und versuchen Sie es noch einmal.',
  passkeyTaken: 'Dieser Passkey ist bereits registriert.',
  passwordNotSet: 'Dieses Konto hat kein Passwort.',
  passwordAlreadySet: 'Dieses Konto hat bereits ein Passwort: Ändern Sie es stattdessen.',
  passwordNeeded:
    'Nur ein Konto mit einem Passkey und einer bestätigten E-Mail-Adresse kommt ohne Passwort aus.',
  lastSignInMethod:
    'Das ist der letzte Weg zur Anmeldung in diesem Konto. Fügen Sie zuerst einen anderen hinzu.',
  signInCode:
    'Dieser Code oder Link funktioniert nicht oder nicht mehr. Fordern Sie dort, wo Sie sich anmelden, einen neuen an.',
  mailSignInOff: 'Eine Anmeldung per E-Mail ist hier nicht möglich.',
  otherClient:
    'Mit diesem Link kann man sich nur in dem Browser oder der Anwendung anmelden, in der er angefordert wurde. Öffnen Sie ihn dort, oder geben Sie dort den Code ein. Sie haben keinen angefordert? Dann war es jemand anderes: Löschen Sie die E-Mail.',
  staleForm:
    'Dieses Formular ist zu alt, oder inzwischen hat sich jemand an- oder abgemeldet. Senden Sie es noch einmal.',
  chooseAccount: 'In diesem Browser sind mehrere Konten angemeldet. Wählen Sie eines davon.',
  actFirst:
    'Vorher muss noch etwas beantwortet werden. Gehen Sie zur Anwendung zurück und beginnen Sie dort noch einmal.',
  lastOwner:
    'Das Konto ist der einzige Eigentümer einer Organisation. Übertragen Sie zuerst die Eigentümerschaft oder löschen Sie die Organisation.',
  invitationDead: 'Die Einladung gilt nicht mehr. Bitten Sie um eine neue.',
  invitationOther:
    'Die Einladung ging an eine andere Adresse. Verwenden Sie das Konto dieser Adresse.',
  unitLimit:
    'Es gibt schon so viele, wie es geben darf. Beenden Sie zuerst, was nicht gebraucht wird, etwa eine Mitgliedschaft.',
} as const satisfies Translation<typeof en>;
