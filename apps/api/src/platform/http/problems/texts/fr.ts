import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const fr = {
  headingNotFound: 'Introuvable',
  headingTooMany: 'Trop de requêtes',
  headingFailed: 'Une erreur s’est produite',
  headingRefused: 'Cette action n’a pas été possible',
  toStart: 'Aller à la page d’accueil',
  signInAgain: 'Se connecter à nouveau',
  fromApplication: 'Si vous venez d’une application, retournez-y et recommencez à partir de là.',
  form: 'Une information manque ou n’est pas valide. Revenez en arrière, vérifiez-la et renvoyez le formulaire.',
  malformed:
    'Votre navigateur a envoyé quelque chose que cette page ne comprend pas. Revenez en arrière, rechargez la page et réessayez.',
  notFound: 'Il n’y a rien à cette adresse.',
  captcha:
    'Votre navigateur doit effectuer un calcul avant l’envoi de ce formulaire. Revenez en arrière, rechargez la page et envoyez-le de nouveau.',
  tooMany: 'Trop de requêtes. Patientez un instant, puis réessayez.',
  internal: 'Une erreur s’est produite de notre côté. Veuillez réessayer.',
  later: 'Ce n’est pas possible pour le moment. Réessayez dans quelques instants.',
  crossSite:
    'Ce formulaire a été envoyé depuis un autre site. Ouvrez de nouveau le lien de l’e-mail.',
  signIn: 'Vous n’êtes pas connecté, ou ne l’êtes plus. Connectez-vous et réessayez.',
  signInAnew: 'Confirmez qu’il s’agit bien de vous : connectez-vous à nouveau.',
  denied: 'Vous n’êtes pas autorisé à faire cela.',
  credentials: 'L’adresse e-mail ou le mot de passe est incorrect.',
  notVerified:
    'Votre adresse e-mail n’est pas encore confirmée. Ouvrez le lien de l’e-mail que nous vous avons envoyé.',
  disabled: 'Ce compte est désactivé. Adressez-vous à votre administrateur.',
  registrationOff: 'Il n’est pas possible de créer de nouveaux comptes ici.',
  emailTaken: 'Un compte existe déjà avec cette adresse e-mail.',
  deadLink: 'Ce lien ne fonctionne pas, ou ne fonctionne plus.',
  wrongPassword: 'Le mot de passe actuel est incorrect.',
  mailHeldBack:
    'L’e-mail dont vous auriez besoin pour vous reconnecter ne peut pas être envoyé maintenant ; rien n’a donc été modifié. Réessayez plus tard.',
  proofRequired:
    'Saisissez le mot de passe choisi lors de votre inscription, ou choisissez-en un nouveau.',
  registrationPassword: 'Ce n’est pas le mot de passe d’une inscription avec cette adresse.',
  password: 'Ce mot de passe ne peut pas être utilisé. Choisissez-en un autre.',
  tooShort: 'Le mot de passe doit comporter au moins 8 caractères.',
  tooLong: 'Le mot de passe peut comporter au plus 128 caractères.',
  tooCommon: 'Ce mot de passe fait partie des premiers que l’on devinerait.',
  containsEmail: 'Le mot de passe ne doit pas contenir votre adresse e-mail.',
  invalidCharacters: 'Le mot de passe contient des caractères qui ne peuvent pas être utilisés.',
  confirmSignIn:
    'Cette connexion est inhabituelle. Confirmez-la par le lien de l’e-mail que nous vous avons envoyé, puis connectez-vous à nouveau.',
  lastAdmin: 'Il s’agit du dernier administrateur, qui doit rester.',
  providerUnknown: 'Il n’est pas possible de se connecter ici avec ce fournisseur.',
  providerFailed: 'La connexion auprès du fournisseur a échoué. Recommencez.',
  providerUnavailable:
    'Le fournisseur n’est pas joignable pour le moment. Réessayez dans quelques instants.',
  providerRefused: 'Le fournisseur n’a pas autorisé la connexion, ou elle y a été annulée.',
  providerEmail:
    'Le fournisseur ne nous a pas communiqué d’adresse e-mail confirmée. Autorisez-le à le faire, ou connectez-vous autrement.',
  navigation: 'Ouvrez vous-même cette adresse dans la fenêtre de votre navigateur.',
  notBegun:
    'Cette connexion n’a pas été commencée dans ce navigateur, a pris trop de temps ou est terminée. Recommencez.',
  application: 'L’application a envoyé une requête incorrecte. Signalez-le à ses exploitants.',
  linkRequired:
    'Un compte existe déjà avec cette adresse e-mail. Connectez-vous-y comme d’habitude et associez-y le fournisseur.',
  otherAccount:
    'Vous vous êtes connecté auprès du fournisseur avec un autre compte. Recommencez avec le bon.',
  identityTaken: 'Cette connexion auprès du fournisseur appartient déjà à un compte.',
  identityUnknown: 'Ce fournisseur n’est pas lié à votre compte, ou ne l’est plus.',
  showAgain: 'Montrez encore une fois qu’il s’agit bien de vous, puis réessayez.',
  atLevel:
    'Une connexion avec un second facteur est nécessaire. Connectez-vous de cette façon et réessayez.',
  secondFactor:
    'Ce compte a un second facteur, qui doit aussi être présenté. Si cette page ne le demande pas, connectez-vous au compte avec celui-ci et recommencez à partir de là.',
  factorRequired: 'Ce compte a un second facteur : lui seul convient ici.',
  wrongFactor:
    'Ce n’est pas correct, ou a déjà été utilisé. Essayez le code suivant ou un autre facteur ; après plusieurs essais, recommencez depuis le début.',
  signInLost: 'Cette connexion ne peut pas se poursuivre. Recommencez-la sur cet appareil.',
  factorCode:
    'Le code est incorrect. Saisissez celui que l’application affiche maintenant, et vérifiez l’heure de l’appareil.',
  factorUnknown: 'Ce facteur n’existe pas, ou le délai pour le configurer est écoulé. Recommencez.',
  factorMissing:
    'Les codes de récupération sont réservés aux comptes qui ont un second facteur. Ajoutez d’abord une application d’authentification ou une clé d’accès.',
  factorsFull: 'Le compte a le nombre maximal de facteurs de ce type. Supprimez-en d’abord un.',
  factorUnreadable:
    'L’application d’authentification de ce compte ne peut pas être vérifiée. Utilisez un autre facteur, ou prévenez les exploitants.',
  passkeyRefused: 'La clé d’accès n’a pas été acceptée. Rechargez la page et réessayez.',
  passkeyTaken: 'Cette clé d’accès est déjà enregistrée.',
  passwordNotSet: 'Ce compte n’a pas de mot de passe.',
  passwordAlreadySet: 'Ce compte a déjà un mot de passe : modifiez-le plutôt.',
  passwordNeeded:
    'Seul un compte avec une clé d’accès et une adresse e-mail confirmée peut se passer de mot de passe.',
  lastSignInMethod:
    'C’est le dernier moyen de se connecter à ce compte. Ajoutez-en d’abord un autre.',
  signInCode:
    'Ce code ou ce lien ne fonctionne pas, ou ne fonctionne plus. Demandez-en un nouveau là où vous vous connectez.',
  mailSignInOff: 'Il n’est pas possible de se connecter ici par e-mail.',
  otherClient:
    'Ce lien ne permet de se connecter que dans le navigateur ou l’application qui l’a demandé. Ouvrez-y le lien, ou saisissez-y le code. Vous n’en avez pas demandé ? Alors quelqu’un d’autre l’a fait : supprimez l’e-mail.',
  staleForm:
    'Ce formulaire est trop ancien, ou quelqu’un s’est connecté ou déconnecté entre-temps. Envoyez-le encore une fois.',
  chooseAccount: 'Plusieurs comptes sont connectés dans ce navigateur. Choisissez l’un d’eux.',
  actFirst:
    'Il faut d’abord répondre à une question. Retournez à l’application et recommencez à partir de là.',
  lastOwner:
    'Le compte est le seul propriétaire d’une organisation. Transférez d’abord la propriété ou supprimez l’organisation.',
  invitationDead: 'L’invitation n’est plus valable. Demandez-en une nouvelle.',
  invitationOther:
    'L’invitation a été envoyée à une autre adresse. Utilisez le compte de cette adresse.',
  unitLimit:
    'La limite est atteinte. Mettez d’abord fin à ce qui n’est pas nécessaire, par exemple une adhésion.',
} as const satisfies Translation<typeof en>;
