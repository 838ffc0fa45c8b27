import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const zhCN = {
  languages: '语言',
  problems: '请检查以下内容：',
  requestId: '如果问题仍然存在，请将此编号告知管理员：{id}',
} as const satisfies Translation<typeof en>;
