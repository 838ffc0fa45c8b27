import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ar = {
  languages: 'اللغة',
  problems: 'يرجى التحقق مما يلي:',
  requestId: 'إذا استمرت المشكلة، فأخبر المسؤول بهذا الرقم: {id}',
} as const satisfies Translation<typeof en>;
