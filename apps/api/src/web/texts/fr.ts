import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const fr = {
  homeIntro: 'Les comptes de {app} sont gérés ici.',
  homeDevelopers: 'Pour les développeurs',
  homeDocs: 'Essayer l’API dans Swagger UI',
  homeMailbox: 'Lire les e-mails',
  forgotTitle: 'Mot de passe oublié ?',
  forgotIntro:
    'Saisissez l’adresse de votre compte : un e-mail vous apportera un lien pour choisir un nouveau mot de passe.',
  resendIntro:
    'Saisissez l’adresse de votre compte : un e-mail vous apportera un nouveau lien pour la confirmer.',
  address: 'Adresse e-mail',
  addressProblem: 'Saisissez une adresse e-mail, par exemple anna@example.org.',
  sendMail: 'Envoyer l’e-mail',
  mailOnItsWay:
    'S’il existe pour cette adresse un compte auquel il peut servir, un e-mail est en route.',
  mailNotThere:
    'Rien après quelques minutes ? Regardez dans les courriers indésirables, ou réessayez plus tard.',
  newPassword: 'Nouveau mot de passe',
  newPasswordHint:
    'De 8 à 128 caractères de toute sorte. Quelques mots sans rapport entre eux conviennent bien.',
  repeatPassword: 'Le même encore une fois',
  passwordMissing: 'Saisissez un nouveau mot de passe.',
  passwordsDiffer: 'Les deux mots de passe ne sont pas identiques.',
  verifyTitle: 'Confirmez votre adresse e-mail',
  verifyQuestion: '{address} est-elle votre adresse ?',
  verifyButton: 'Confirmer mon adresse',
  verifyProof:
    'Elle n’a pas été enregistrée avec ce navigateur. Montrez que l’inscription est bien la vôtre :',
  verifyPassword: 'Votre mot de passe',
  verifyPasswordHint: 'Celui que vous avez choisi lors de votre inscription.',
  verifyOtherwise: 'Pas inscrit, ou pas de tel mot de passe ?',
  verifyReplace:
    'Choisissez-en un nouveau. Il remplace tous les mots de passe précédents et met fin à tout ce que quelqu’un d’autre a fait avec cette adresse.',
  verifySetButton: 'Le définir et confirmer mon adresse',
  verifyDoneTitle: 'Adresse confirmée',
  verifyDone: 'Votre adresse e-mail est confirmée.',
  verifySignIn: 'Vous pouvez maintenant vous connecter.',
  deadLink: 'Ce lien ne fonctionne pas, ou ne fonctionne plus.',
  deadVerified:
    'Si l’adresse est déjà confirmée, par cet e-mail ou un autre, connectez-vous simplement, ou vous pouvez {link}.',
  deadChosen: 'Si vous venez de choisir un nouveau mot de passe, utilisez-le pour vous connecter.',
  deadElse: 'Sinon, vous pouvez {link}.',
  deadAnswered: 'Si vous avez déjà répondu par ce lien, votre réponse a été prise en compte.',
  deadFear: 'Si vous craignez pour votre compte, vous pouvez {link}.',
  choosePassword: 'choisir un nouveau mot de passe',
  askForLink: 'demander un nouveau lien',
  resetTitle: 'Choisissez un nouveau mot de passe',
  account: 'Compte',
  resetButton: 'Définir le nouveau mot de passe',
  resetDoneTitle: 'Nouveau mot de passe défini',
  resetDone: 'Votre nouveau mot de passe est défini.',
  resetSignedOut:
    'Toutes les personnes connectées au compte ont été déconnectées. Connectez-vous avec le nouveau mot de passe.',
  resetRemoved: 'Supprimé en même temps :',
  keepTitle: 'Qu’est-ce qui est encore à vous ?',
  keepRule:
    'Ces éléments donnent aussi accès à votre compte, ou inspirent confiance à celui-ci. Cochez ce qui est à vous : tout ce que vous ne cochez pas sera supprimé.',
  identity: 'Connexion avec {name}',
  identityAs: 'Connexion avec {name} en tant que {email}',
  knownDevice: 'L’appareil {name}',
  unknownDevice: 'Un appareil inconnu',
  since: 'depuis le {at}',
  sinceFrom: 'depuis le {at}, à partir de {from}',
  denyTitle: 'Ce n’était pas moi',
  denyQuestion: 'Ce n’est pas vous qui vous êtes connecté ?',
  denyEffect:
    'Toutes les personnes connectées à votre compte seront déconnectées, et son mot de passe ne sera plus valable. Vous recevrez un e-mail avec un lien pour en choisir un nouveau.',
  deniedTitle: 'Tout le monde est déconnecté',
  deniedDone: 'Tout le monde est déconnecté.',
  deniedMail:
    'Nous vous avons envoyé un lien pour choisir un nouveau mot de passe. Si vous vous connectez par un fournisseur, vérifiez chez lui qui d’autre peut accéder à votre compte.',
  confirmTitle: 'Confirmez votre connexion',
  confirmQuestion: 'Est-ce vous qui vouliez vous connecter ?',
  confirmButton: 'Oui, c’était moi',
  confirmedTitle: 'Connexion confirmée',
  confirmedDone: 'La connexion est confirmée.',
  confirmedNext: 'Connectez-vous à nouveau là où vous avez été interrompu.',
  mailSignInTitle: 'Connexion par e-mail',
  mailSignInElsewhere:
    'Ce lien ne permet de se connecter que dans le navigateur ou l’application qui l’a demandé.',
  mailSignInThere:
    'Ouvrez-y le lien, ou saisissez-y le code de l’e-mail. Vous n’en avez pas demandé ? Alors quelqu’un d’autre l’a fait : supprimez l’e-mail et ne donnez le code à personne.',
  mailSignInAgain:
    'Si vous voulez toujours vous connecter, demandez un nouveau code là où vous vous connectez.',
  keepFactorsTitle: 'Conserver vos seconds facteurs',
  keepFactorsOrdered:
    'Un exploitant a demandé la suppression de tous les seconds facteurs de votre compte.',
  keepFactorsEffect:
    'Si vous ne l’avez pas demandé, conservez-les : applications d’authentification, clés d’accès et codes de récupération restent tels quels.',
  keepFactorsButton: 'Conserver mes facteurs',
  keptFactors: 'Vos seconds facteurs sont conservés.',
  keptFactorsNext:
    'Quelqu’un s’est peut-être fait passer pour vous. Si votre mot de passe risque d’être connu, vous pouvez {link}.',
  changeTitle: 'Changez votre adresse e-mail',
  changeQuestion:
    'Votre compte doit-il désormais avoir l’adresse {address} ? Vous vous connecterez alors avec elle.',
  changePassword: 'Le mot de passe de votre compte',
  changePasswordHint:
    'Vous n’êtes pas connecté dans ce navigateur ; nous vérifions donc que le compte est bien le vôtre. S’il n’a pas de mot de passe, ouvrez le lien dans le navigateur où vous êtes connecté.',
  changeProof:
    'Saisissez le mot de passe de votre compte, ou ouvrez le lien dans un navigateur où vous vous y êtes déjà connecté.',
  changeButton: 'Changer l’adresse',
  changeDoneTitle: 'Adresse modifiée',
  changeDone: 'Votre compte a sa nouvelle adresse.',
  changeDoneUndo:
    'Un e-mail a été envoyé à l’ancienne ; il permet d’annuler le changement pendant trois jours.',
  changeTaken: 'Un autre compte a cette adresse.',
  changeTakenNext: 'Connectez-vous à ce compte, ou adressez-vous à votre administrateur.',
  undoTitle: 'Reprenez votre compte',
  undoQuestion: 'Ce n’est pas vous qui avez changé l’adresse de votre compte ?',
  undoEffect:
    'Il retrouvera l’adresse {address}. Toutes les personnes connectées seront déconnectées, ce qui a été ajouté depuis sera supprimé, et le mot de passe ne sera plus valable. Vous recevrez un e-mail avec un lien pour en choisir un nouveau.',
  undoDoneTitle: 'Votre compte est de nouveau à vous',
  undoDone: 'Votre compte a retrouvé son ancienne adresse, et tout le monde est déconnecté.',
  undoDoneMail: 'Nous vous avons envoyé un lien pour choisir un nouveau mot de passe.',
  deadUsed: 'Si vous l’avez déjà utilisé, il a fait son effet.',
  signIn: 'Se connecter',
  yourAccount: 'Votre compte',
} as const satisfies Translation<typeof en>;
