import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const de = {
  notSent:
    'Dieses Formular konnte nicht gesendet werden. Laden Sie die Seite neu und versuchen Sie es noch einmal.',
  scripts:
    'Erlauben Sie Skripte auf dieser Seite: Ohne sie kann das Formular jetzt nicht gesendet werden.',
} as const satisfies Translation<typeof en>;
