import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const de = {
  secondFactorTitle: 'Ihr zweiter Faktor',
  signInTitle: 'Anmelden',
} as const satisfies Translation<typeof en>;
