import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const zhCN = {
  account: '您的账户',
  signedInAs: '已登录为 {address}',
  accountPages: '账户',
  signOut: '退出登录',
  pageProfile: '姓名与语言',
  pageEmail: '电子邮件地址',
  pagePassword: '密码',
  pageFactors: '通行密钥与第二因素',
  pageIdentities: '已关联的提供方',
  pageSessions: '会话与设备',
  pageActivity: '活动记录',
  pageExport: '导出您的数据',
  pageDelete: '删除账户',
  backToAccount: '返回您的账户',
} as const satisfies Translation<typeof en>;
