import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const fr = {
  secondFactorTitle: 'Votre second facteur',
  signInTitle: 'Se connecter',
} as const satisfies Translation<typeof en>;
