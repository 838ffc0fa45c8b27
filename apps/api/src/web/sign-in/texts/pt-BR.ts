import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ptBR = {
  secondFactorTitle: 'Seu segundo fator',
  signInTitle: 'Entrar',
} as const satisfies Translation<typeof en>;
