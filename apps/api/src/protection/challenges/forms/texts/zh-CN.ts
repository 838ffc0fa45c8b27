import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const zhCN = {
  notSent: '无法发送此表单。请重新加载页面后再试。',
  scripts: '请允许此页面运行脚本：否则目前无法发送表单。',
} as const satisfies Translation<typeof en>;
