import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const zhCN = {
  passkeyName: '通行密钥的名称，便于您日后辨认',
  passkeyNameHint: '可以留空。',
  passkeyCancelled: '未使用通行密钥：操作已取消或超时。请重试，或选择其他方式。',
  passkeyFailed: '此浏览器无法在此处使用通行密钥。请重试，或选择其他方式。',
  passkeyNotMade: '未创建通行密钥：操作已取消或超时。请重试。',
  passkeyMakingFailed: '此浏览器无法在此处创建通行密钥。请重试，或使用其他浏览器或设备。',
  passkeyKnown: '此设备上已有您账户的通行密钥。如需第二个，请使用其他设备。',
  passkeySignIn: '使用通行密钥登录',
  passkeyUnknown: '此处不认识该通行密钥，或页面打开时间过长。请重试，或以其他方式登录。',
} as const satisfies Translation<typeof en>;
