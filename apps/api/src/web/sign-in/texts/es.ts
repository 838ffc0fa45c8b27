import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const es = {
  secondFactorTitle: 'Su segundo factor',
  signInTitle: 'Iniciar sesión',
} as const satisfies Translation<typeof en>;
