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
} as const satisfies Translation<typeof en>;
