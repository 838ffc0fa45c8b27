import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const fr = {
  account: 'Votre compte',
  signedInAs: 'Connecté en tant que {address}',
  accountPages: 'Compte',
  signOut: 'Se déconnecter',
  pageProfile: 'Nom et langue',
  pageEmail: 'Adresse e-mail',
  pagePassword: 'Mot de passe',
  pageFactors: 'Clés d’accès et seconds facteurs',
  pageIdentities: 'Fournisseurs liés',
  pageSessions: 'Sessions et appareils',
  pageActivity: 'Activité',
  pageExport: 'Exporter vos données',
  pageDelete: 'Supprimer le compte',
  backToAccount: 'Retour à votre compte',
} as const satisfies Translation<typeof en>;
