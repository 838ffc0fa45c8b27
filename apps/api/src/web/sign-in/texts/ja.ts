import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ja = {
  secondFactorTitle: '二要素認証',
  signInTitle: 'サインイン',
} as const satisfies Translation<typeof en>;
