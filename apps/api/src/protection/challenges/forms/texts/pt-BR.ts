import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ptBR = {
  notSent: 'Não foi possível enviar este formulário. Recarregue a página e tente novamente.',
  scripts: 'Permita scripts nesta página: sem eles, o formulário não pode ser enviado agora.',
} as const satisfies Translation<typeof en>;
