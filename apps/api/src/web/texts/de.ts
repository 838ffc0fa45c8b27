import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const de = {
  homeIntro: 'Hier werden die Konten von {app} verwaltet.',
  homeDevelopers: 'Für Entwickler',
  homeDocs: 'Die API in Swagger UI ausprobieren',
  homeMailbox: 'Die E-Mails lesen',
  forgotTitle: 'Passwort vergessen?',
  forgotIntro:
    'Geben Sie die Adresse Ihres Kontos ein: Sie erhalten eine E-Mail mit einem Link, um ein neues Passwort zu wählen.',
  resendIntro:
    'Geben Sie die Adresse Ihres Kontos ein: Sie erhalten eine E-Mail mit einem neuen Link, um sie zu bestätigen.',
  address: 'E-Mail-Adresse',
  addressProblem: 'Geben Sie eine E-Mail-Adresse ein, zum Beispiel anna@example.org.',
  sendMail: 'E-Mail senden',
  mailOnItsWay:
    'Wenn es zu dieser Adresse ein Konto gibt, für das sie nützlich ist, ist eine E-Mail dorthin unterwegs.',
  mailNotThere:
    'Nach einigen Minuten noch nichts da? Sehen Sie im Spam-Ordner nach oder versuchen Sie es später noch einmal.',
  newPassword: 'Neues Passwort',
  newPasswordHint:
    '8 bis 128 beliebige Zeichen. Gut sind einige Wörter, die nichts miteinander zu tun haben.',
  repeatPassword: 'Dasselbe noch einmal',
  passwordMissing: 'Geben Sie ein neues Passwort ein.',
  passwordsDiffer: 'Die beiden Passwörter stimmen nicht überein.',
  verifyTitle: 'E-Mail-Adresse bestätigen',
  verifyQuestion: 'Ist {address} Ihre Adresse?',
  verifyButton: 'Meine Adresse bestätigen',
  verifyProof:
    'Sie wurde nicht mit diesem Browser registriert. Zeigen Sie, dass die Registrierung von Ihnen ist:',
  verifyPassword: 'Ihr Passwort',
  verifyPasswordHint: 'Das Passwort, das Sie bei der Registrierung gewählt haben.',
  verifyOtherwise: 'Nicht registriert, oder kein solches Passwort?',
  verifyReplace:
    'Wählen Sie ein neues. Es ersetzt jedes Passwort, das bisher galt, und alles, was jemand anderes mit dieser Adresse getan hat, endet.',
  verifySetButton: 'Festlegen und meine Adresse bestätigen',
  verifyDoneTitle: 'Adresse bestätigt',
  verifyDone: 'Ihre E-Mail-Adresse ist bestätigt.',
  verifySignIn: 'Sie können sich jetzt anmelden.',
  deadLink: 'Dieser Link funktioniert nicht oder nicht mehr.',
  deadVerified:
    'Wenn die Adresse schon bestätigt ist, durch diese E-Mail oder eine andere, melden Sie sich einfach an, oder Sie können {link}.',
  deadChosen: 'Wenn Sie gerade ein neues Passwort gewählt haben, melden Sie sich damit an.',
  deadElse: 'Wenn nicht, können Sie {link}.',
  deadAnswered: 'Wenn Sie darüber schon geantwortet haben, ist Ihre Antwort angekommen.',
  deadFear: 'Wenn Sie sich um Ihr Konto sorgen, sollten Sie {link}.',
  choosePassword: 'ein neues Passwort wählen',
  askForLink: 'einen neuen Link anfordern',
  resetTitle: 'Neues Passwort wählen',
  account: 'Konto',
  resetButton: 'Neues Passwort festlegen',
  resetDoneTitle: 'Neues Passwort festgelegt',
  resetDone: 'Ihr neues Passwort ist festgelegt.',
  resetSignedOut:
    'Alle, die in diesem Konto angemeldet waren, sind abgemeldet. Melden Sie sich mit dem neuen Passwort an.',
  resetRemoved: 'Zugleich entfernt:',
  keepTitle: 'Was gehört Ihnen noch?',
  keepRule:
    'Auch hierüber kann man in Ihr Konto gelangen oder wird ihm vertraut. Kreuzen Sie an, was Ihnen gehört: Alles andere wird entfernt.',
  identity: 'Anmeldung mit {name}',
  identityAs: 'Anmeldung mit {name} als {email}',
  knownDevice: 'Das Gerät {name}',
  unknownDevice: 'Ein unbekanntes Gerät',
  since: 'seit {at}',
  sinceFrom: 'seit {at}, von {from}',
  denyTitle: 'Das war ich nicht',
  denyQuestion: 'Waren nicht Sie es, der sich angemeldet hat?',
  denyEffect:
    'Alle, die in Ihrem Konto angemeldet sind, werden abgemeldet, und das Passwort gilt nicht mehr. Sie erhalten eine E-Mail mit einem Link, um ein neues zu wählen.',
  deniedTitle: 'Alle sind abgemeldet',
  deniedDone: 'Alle sind abgemeldet.',
  deniedMail:
    'Wir haben Ihnen einen Link geschickt, um ein neues Passwort zu wählen. Wenn Sie sich über einen Anbieter anmelden, prüfen Sie dort, wer sonst noch in Ihr Konto gelangen kann.',
  confirmTitle: 'Anmeldung bestätigen',
  confirmQuestion: 'Wollten Sie sich anmelden?',
  confirmButton: 'Ja, das war ich',
  confirmedTitle: 'Anmeldung bestätigt',
  confirmedDone: 'Die Anmeldung ist bestätigt.',
  confirmedNext: 'Melden Sie sich dort noch einmal an, wo Sie aufgehalten wurden.',
  mailSignInTitle: 'Anmeldung per E-Mail',
  mailSignInElsewhere:
    'Mit diesem Link kann man sich nur in dem Browser oder der Anwendung anmelden, in der er angefordert wurde.',
  mailSignInThere:
    'Öffnen Sie den Link dort, oder geben Sie dort den Code aus der E-Mail ein. Sie haben keinen angefordert? Dann war es jemand anderes: Löschen Sie die E-Mail, und geben Sie den Code niemandem.',
  mailSignInAgain:
    'Wenn Sie sich noch anmelden möchten, fordern Sie dort, wo Sie sich anmelden, einen neuen Code an.',
  keepFactorsTitle: 'Ihre zweiten Faktoren behalten',
  keepFactorsOrdered:
    'Ein Betreiber hat veranlasst, dass alle zweiten Faktoren Ihres Kontos entfernt werden.',
  keepFactorsEffect:
    'Wenn Sie nicht darum gebeten haben, behalten Sie sie: Authenticator-Apps, Passkeys und Wiederherstellungscodes bleiben, wie sie sind.',
  keepFactorsButton: 'Meine Faktoren behalten',
  keptFactors: 'Ihre zweiten Faktoren bleiben.',
  keptFactorsNext:
    'Vielleicht hat sich jemand als Sie ausgegeben. Wenn Ihr Passwort bekannt sein könnte, sollten Sie {link}.',
  changeTitle: 'E-Mail-Adresse ändern',
  changeQuestion:
    'Soll Ihr Konto von nun an die Adresse {address} haben? Sie melden sich dann damit an.',
  changePassword: 'Das Passwort Ihres Kontos',
  changePasswordHint:
    'Sie sind mit diesem Browser nicht angemeldet; deshalb fragen wir, ob das Konto Ihnen gehört. Wenn es kein Passwort hat, öffnen Sie den Link in dem Browser, in dem Sie angemeldet sind.',
  changeProof:
    'Geben Sie das Passwort Ihres Kontos ein, oder öffnen Sie den Link in einem Browser, in dem Sie sich schon angemeldet haben.',
  changeButton: 'Adresse ändern',
  changeDoneTitle: 'Adresse geändert',
  changeDone: 'Ihr Konto hat jetzt die neue Adresse.',
  changeDoneUndo:
    'An die alte ging eine E-Mail, mit der sich die Änderung drei Tage lang rückgängig machen lässt.',
  changeTaken: 'Ein anderes Konto hat diese Adresse.',
  changeTakenNext:
    'Melden Sie sich in jenem Konto an, oder wenden Sie sich an Ihren Administrator.',
  undoTitle: 'Konto zurückholen',
  undoQuestion: 'Waren nicht Sie es, der die Adresse Ihres Kontos geändert hat?',
  undoEffect:
    'Es erhält die Adresse {address} zurück. Alle, die angemeldet sind, werden abgemeldet, was seitdem hinzugekommen ist, wird entfernt, und das Passwort gilt nicht mehr. Sie erhalten eine E-Mail mit einem Link, um ein neues zu wählen.',
  undoDoneTitle: 'Ihr Konto gehört wieder Ihnen',
  undoDone: 'Ihr Konto hat seine alte Adresse zurück, und alle sind abgemeldet.',
  undoDoneMail: 'Wir haben Ihnen einen Link geschickt, um ein neues Passwort zu wählen.',
  deadUsed: 'Wenn Sie ihn schon benutzt haben, ist alles erledigt.',
  signIn: 'Anmelden',
  yourAccount: 'Ihr Konto',
} as const satisfies Translation<typeof en>;
