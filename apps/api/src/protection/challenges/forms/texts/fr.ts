import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const fr = {
  notSent: 'Ce formulaire n’a pas pu être envoyé. Rechargez la page et réessayez.',
  scripts:
    'Autorisez les scripts sur cette page : sans eux, le formulaire ne peut pas être envoyé pour le moment.',
} as const satisfies Translation<typeof en>;
