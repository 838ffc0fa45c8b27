import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const es = {
  notSent: 'No se ha podido enviar este formulario. Recargue la página e inténtelo de nuevo.',
  scripts: 'Permita los scripts en esta página: sin ellos no se puede enviar el formulario ahora.',
} as const satisfies Translation<typeof en>;
