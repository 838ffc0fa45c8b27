import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const fr = {
  languages: 'Langue',
  problems: 'Veuillez vérifier :',
  requestId: 'Si le problème persiste, communiquez ce numéro à votre administrateur : {id}',
} as const satisfies Translation<typeof en>;
