import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const fr = {
  passkeyName: 'Un nom pour la clé d’accès, qui vous permet de la reconnaître',
  passkeyNameHint: 'Vous pouvez le laisser vide.',
  passkeyCancelled:
    'Aucune clé d’accès n’a été utilisée : l’opération a été annulée ou a pris trop de temps. Réessayez ou choisissez un autre moyen.',
  passkeyFailed:
    'Ce navigateur n’a pas pu utiliser de clé d’accès ici. Réessayez ou choisissez un autre moyen.',
  passkeyNotMade:
    'Aucune clé d’accès n’a été créée : l’opération a été annulée ou a pris trop de temps. Réessayez.',
  passkeyMakingFailed:
    'Ce navigateur n’a pas pu créer de clé d’accès ici. Réessayez, ou utilisez un autre navigateur ou appareil.',
  passkeyKnown:
    'Cet appareil possède déjà une clé d’accès de votre compte. Choisissez un autre appareil pour en créer une deuxième.',
  passkeySignIn: 'Se connecter avec une clé d’accès',
  passkeyUnknown:
    'Cette clé d’accès n’est pas connue ici, ou la page est restée ouverte trop longtemps. Réessayez ou connectez-vous autrement.',
} as const satisfies Translation<typeof en>;
