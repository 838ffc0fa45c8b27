import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const de = {
  languages: 'Sprache',
  problems: 'Bitte prüfen Sie:',
  requestId: 'Wenn es so bleibt, nennen Sie Ihrem Administrator diese Nummer: {id}',
} as const satisfies Translation<typeof en>;
