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
  provePasskey: '使用通行密钥',
  proveForgot: '忘记密码？',
  proveLost: '丢失了通行密钥或手机？',
  proveLostCode: '请输入您添加第一个第二因素时获得的恢复代码之一。每个代码只能使用一次。',
  proveLostAll: '如果您也没有恢复代码，请联系此服务器的管理员重置您的第二因素。',
} as const satisfies Translation<typeof en>;
