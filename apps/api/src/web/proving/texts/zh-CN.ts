import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const zhCN = {
  proveTitle: '确认是您本人',
  proveIntro: '您将要进行的操作无法撤销，或会授予对您账户的访问权限。因此我们再次确认您的身份。',
  provePassword: '您的密码',
  proveCode: '身份验证器应用的验证码，或一个恢复代码',
  proveButton: '继续',
  proveCancel: '不执行操作，返回账户',
  proveNoWay: '您既没有密码，也没有其他证明方式。请先通过“忘记密码？”设置密码。',
} as const satisfies Translation<typeof en>;
