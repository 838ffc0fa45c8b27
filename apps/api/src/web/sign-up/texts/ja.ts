import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ja = {
  signUpTitle: 'アカウントを作成',
  signUpHave: 'すでにアカウントをお持ちですか？{link}',
  signUpPassword: 'パスワード',
  signUpFirstName: '名（任意）',
  signUpLastName: '姓（任意）',
  signUpButton: 'アカウントを作成する',
  signUpPasswordMissing: 'パスワードを設定してください。',
  signUpNameProblem: '名前は表示可能な文字で100文字以内にしてください。',
  signUpSentTitle: 'メールをご確認ください',
  signUpSent: 'メールをお送りしました。続けるにはメール内のリンクを開いてください。',
  signUpThenSignIn: 'アドレスを確認した後、サインインしてください：',
  signUpNoMail: '数分たっても届きませんか？迷惑メールを確認するか、{link}。',
  signUpAskAgain: 'もう一度メールを請求してください',
  signUpDoneTitle: '登録を受け付けました',
  signUpDone: '登録を受け付けました。今すぐサインインできます。メールもお送りしました。',
} as const satisfies Translation<typeof en>;
