import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const zhCN = {
  secondFactorTitle: '第二因素',
  signInTitle: '登录',
} as const satisfies Translation<typeof en>;
