import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ja = {
  notSent: 'このフォームを送信できませんでした。ページを再読み込みして、もう一度お試しください。',
  scripts: 'このページでスクリプトを許可してください。許可しないと、今はフォームを送信できません。',
} as const satisfies Translation<typeof en>;
