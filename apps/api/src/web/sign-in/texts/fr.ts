import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const fr = {
  secondFactorTitle: 'Votre second facteur',
  signInTitle: 'Se connecter',
  signInAddress: 'Adresse e-mail',
  signInPassword: 'Votre mot de passe',
  signInButton: 'Se connecter',
  signInMissing: 'Saisissez votre adresse e-mail et votre mot de passe.',
  signInGoesTo: 'Vous vous connectez pour accéder à {host}.',
  forgotLink: 'Mot de passe oublié ?',
  signUpQuestion: 'Pas encore de compte ? {link}',
  signUpLink: 'Créer un compte',
  otherWays: 'ou',
  againTitle: 'Se connecter à nouveau',
  againIntro:
    'Vous êtes déjà connecté. Pour continuer, prouvez encore une fois que c’est bien vous.',
  anotherLink: 'Se connecter à un autre compte',
  resendLink: 'Renvoyer l’e-mail de confirmation',
  waitFor: 'Trop de tentatives. Temps d’attente : {wait}.',
  heldTitle: 'Confirmez votre connexion',
  heldMailed:
    'Cette connexion est inhabituelle. Nous vous avons envoyé par e-mail un lien pour confirmer que c’était bien vous.',
  heldNext: 'Ouvrez-le et confirmez. Ensuite, connectez-vous à nouveau ici.',
  chooseTitle: 'Choisir un compte',
  chooseIntro: 'Ces comptes sont connectés dans ce navigateur.',
  chooseSince: 'Connexion : {at}',
  chooseButton: 'Utiliser ce compte',
  chooseButtonFor: 'Utiliser ce compte : {address}',
  chooseGone: 'Ce compte n’est plus connecté ici. Choisissez-en un autre, ou connectez-vous.',
  useAnother: 'Utiliser un autre compte',
  signOutButton: 'Se déconnecter',
  signOutButtonFor: 'Se déconnecter : {address}',
  signOutTitle: 'Se déconnecter',
  signOutQuestion: '{address} est connecté dans ce navigateur. Voulez-vous vous déconnecter ?',
  signOutApps:
    'Les applications auxquelles vous vous êtes connecté à partir d’ici ont leur propre déconnexion.',
  backToAccount: 'Retour au compte',
  signedOutTitle: 'Déconnecté',
  signedOutDone: 'Personne n’est connecté dans ce navigateur.',
  stillSignedIn: 'Encore connecté dans ce navigateur :',
} as const satisfies Translation<typeof en>;
