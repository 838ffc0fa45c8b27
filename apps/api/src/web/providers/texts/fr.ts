import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const fr = {
  continueWith: 'Continuer avec {name}',
  tryAgainWith: 'Réessayer avec {name}',
  backToSignIn: 'Retour à la connexion',
  linkAccountTitle: 'Associer {name} à votre compte',
  linkAccountExists:
    'Un compte existe déjà avec l’adresse e-mail que {name} nous a donnée. {name} ne lui est pas associé et ne vous y connecte donc pas.',
  linkAccountHow:
    'Connectez-vous au compte comme d’habitude, par exemple avec son mot de passe. Vous pourrez ensuite associer {name}.',
  linkAccountButton: 'Se connecter, puis associer {name}',
  linkAccountWithout: 'Se connecter sans associer',
  identitiesIntro: 'Avec ces fournisseurs, vous pouvez vous connecter à votre compte.',
  identitiesNone: 'Aucun fournisseur n’est associé à votre compte.',
  linkedSince: 'Associé depuis le {at}',
  lastUsed: 'Dernière utilisation : {at}',
  linkAnother: 'Associer un fournisseur',
  noProviders: 'Aucun fournisseur n’est configuré sur ce serveur.',
  linkNamed: 'Associer {name}',
  linkIntro:
    'Vous allez vous connecter chez {name}. Ensuite, vous pourrez vous connecter à ce compte avec {name}.',
  goTo: 'Aller chez {name}',
  goingTo: 'Votre navigateur va maintenant chez {name}. Sinon, suivez le lien.',
  linkedDone: 'Le fournisseur est associé à votre compte.',
  unlinkedDone: 'Le fournisseur n’est plus associé à votre compte.',
  unlinkNamed: 'Dissocier {name}',
  unlinkIntro: 'Ensuite, vous ne pourrez plus vous connecter à ce compte avec {name}.',
  backToIdentities: 'Retour aux fournisseurs associés',
  proveWith: 'Le montrer en vous connectant avec {name}',
  backToProve: 'Retour, pour le montrer de nouveau',
} as const satisfies Translation<typeof en>;
