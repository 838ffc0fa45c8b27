import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const es = {
  languages: 'Idioma',
  problems: 'Revise lo siguiente:',
  requestId: 'Si el problema continúa, comunique este número a su administrador: {id}',
} as const satisfies Translation<typeof en>;
