import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ar = {
  secondFactorTitle: 'العامل الثاني',
  signInTitle: 'تسجيل الدخول',
} as const satisfies Translation<typeof en>;
