import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ja = {
  title: '招待',
  invitedTo: '{organization} に招待されています。',
  inUnit: '部署: {unit}',
  invitedBy: '招待した人: {inviter}',
  rolesThere: 'そこで得られるロール: {roles}',
  openUntil: '招待の期限: {expires}',
  accept: '承諾する',
  decline: '辞退する',
  otherAddress: '{address} としてサインインしています。招待は別のアドレスに送信されました。',
  switchAccount: '別のアカウントを使う',
  signInFirst: '回答するには、招待が送信されたアドレスでサインインしてください。',
  signIn: 'サインイン',
  signUpThen:
    'アカウントをお持ちでない場合は、そのアドレスで登録して確認してから、招待のリンクをもう一度開いてください。',
  signUp: '登録',
  notConfirmed: 'まずアカウントのアドレスを確認してから、招待のリンクをもう一度開いてください。',
  toAccount: 'アカウントへ',
  dead: 'この招待は無効になりました。新しい招待を依頼してください。',
  accepted: '{organization} のメンバーになりました。',
  declined: '招待を辞退しました。',
} as const satisfies Translation<typeof en>;
