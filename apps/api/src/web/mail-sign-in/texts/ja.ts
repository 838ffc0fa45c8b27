import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ja = {
  mailTitle: 'メールでサインイン',
  mailWay: 'メールで届くコードでサインインする',
  mailIntro:
    'アカウントのメールアドレスを入力してください。パスワードなしでサインインするためのコードがメールで届きます。',
  mailAddress: 'メールアドレス',
  mailAddressProblem: 'メールアドレスを入力してください。例：anna@example.org',
  mailButton: 'コードを送信',
  mailSent: '{address} のアカウントがあれば、6桁のコードを記載したメールが届きます。',
  mailSentNext:
    'ここにコードを入力するか、このブラウザーでメールのリンクを開いてください。どちらも1回だけ、10分間有効です。',
  mailCode: 'メールのコード',
  mailCodeMissing: 'メールに記載された6桁の数字を入力してください。',
  mailSignIn: 'サインイン',
  mailAgain: '新しいコードを請求する',
  mailOtherWay: '別の方法でサインインする',
  mailLinkHere:
    'これはサインインを請求したブラウザーです。今ここでサインインするか、請求したページに戻ってメールのコードを入力してください。',
} as const satisfies Translation<typeof en>;
