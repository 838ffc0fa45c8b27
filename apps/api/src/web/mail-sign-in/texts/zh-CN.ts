import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const zhCN = {
  mailTitle: '通过邮件登录',
  mailWay: '使用邮件中的验证码登录',
  mailIntro: '请输入您账户的邮箱地址：系统将发送一封含登录验证码的邮件，无需密码。',
  mailAddress: '邮箱地址',
  mailAddressProblem: '请输入邮箱地址，例如 anna@example.org。',
  mailButton: '发送验证码',
  mailSent: '如果 {address} 对应有账户，一封含六位验证码的邮件正在发送途中。',
  mailSentNext:
    '请在此输入验证码，或在此浏览器中打开邮件里的链接。两者均只能使用一次，十分钟内有效。',
  mailCode: '邮件中的验证码',
  mailCodeMissing: '请输入邮件中的六位数字。',
  mailSignIn: '登录',
  mailAgain: '请求新的验证码',
  mailOtherWay: '以其他方式登录',
  mailLinkHere:
    '这是发起登录请求的浏览器。请立即在此登录，或返回发起请求的页面并在那里输入邮件中的验证码。',
} as const satisfies Translation<typeof en>;
