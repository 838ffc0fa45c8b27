import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ja = {
  languages: '言語',
  problems: '次の点をご確認ください：',
  requestId: '問題が解決しない場合は、この番号を管理者にお伝えください：{id}',
} as const satisfies Translation<typeof en>;
