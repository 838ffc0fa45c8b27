import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const zhCN = {
  signUpTitle: '创建账户',
  signUpHave: '已有账户？{link}',
  signUpPassword: '密码',
  signUpFirstName: '名（可选）',
  signUpLastName: '姓（可选）',
  signUpButton: '创建账户',
  signUpPasswordMissing: '请设置密码。',
  signUpNameProblem: '姓名最多包含 100 个可打印字符。',
  signUpSentTitle: '请查看您的邮件',
  signUpSent: '我们已向您发送邮件。请打开邮件中的链接以继续。',
  signUpThenSignIn: '确认地址后，请登录：',
  signUpNoMail: '几分钟后仍未收到？请查看垃圾邮件，或{link}。',
  signUpAskAgain: '请求再次发送邮件',
  signUpDoneTitle: '已收到注册',
  signUpDone: '您的注册已收到。现在可以登录；我们也已向您发送邮件。',
} as const satisfies Translation<typeof en>;
