import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const zhCN = {
  title: '邀请',
  invitedTo: '您被邀请加入 {organization}。',
  inUnit: '部门：{unit}',
  invitedBy: '邀请人：{inviter}',
  rolesThere: '您将在那里获得的角色：{roles}',
  openUntil: '邀请有效期至 {expires}。',
  accept: '接受',
  decline: '拒绝',
  otherAddress: '您已以 {address} 登录。邀请发送到了另一个地址。',
  switchAccount: '使用其他账户',
  signInFirst: '要答复，请使用收到邀请的地址登录。',
  signIn: '登录',
  signUpThen: '还没有账户？请使用该地址注册并确认，然后再次打开邀请链接。',
  signUp: '注册',
  notConfirmed: '请先确认您账户的地址，然后再次打开邀请链接。',
  toAccount: '前往我的账户',
  dead: '此邀请已失效。请索取新的邀请。',
  accepted: '您现在是 {organization} 的成员。',
  declined: '您已拒绝邀请。',
} as const satisfies Translation<typeof en>;
