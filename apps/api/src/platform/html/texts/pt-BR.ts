import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ptBR = {
  languages: 'Idioma',
  problems: 'Verifique o seguinte:',
  requestId: 'Se o problema continuar, informe este número ao seu administrador: {id}',
} as const satisfies Translation<typeof en>;
