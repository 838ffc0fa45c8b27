import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ja = {
  secondFactorTitle: '二要素認証',
  signInTitle: 'サインイン',
  signInAddress: 'メールアドレス',
  signInPassword: 'パスワード',
  signInButton: 'サインイン',
  signInMissing: 'メールアドレスとパスワードを入力してください。',
  signInGoesTo: 'サインインすると {host} に移動します。',
  forgotLink: 'パスワードをお忘れですか？',
  signUpQuestion: 'アカウントをお持ちでない方は、{link}',
  signUpLink: 'アカウントを作成',
  otherWays: 'または',
  againTitle: 'もう一度サインイン',
  againIntro:
    'すでにサインインしています。続けるには、ご本人であることをもう一度確認してください。',
  anotherLink: '別のアカウントでサインイン',
  resendLink: '確認メールをもう一度送信する',
  waitFor: '試行回数が多すぎます。待ち時間：{wait}。',
  heldTitle: 'サインインの確認',
  heldMailed:
    'いつもと異なるサインインです。ご本人であることを確認するためのリンクをメールでお送りしました。',
  heldNext: 'リンクを開いて確認し、その後ここでもう一度サインインしてください。',
  chooseTitle: 'アカウントを選択',
  chooseIntro: 'このブラウザーでは次のアカウントがサインインしています。',
  chooseSince: 'サインイン：{at}',
  chooseButton: 'このアカウントを使う',
  chooseButtonFor: 'このアカウントを使う：{address}',
  chooseGone:
    'このアカウントはここではもうサインインしていません。別のアカウントを選ぶか、サインインしてください。',
  useAnother: '別のアカウントを使う',
  signOutButton: 'サインアウト',
  signOutButtonFor: 'サインアウト：{address}',
  signOutTitle: 'サインアウト',
  signOutQuestion: 'このブラウザーには {address} がサインインしています。サインアウトしますか？',
  signOutApps: 'ここからサインインしたアプリケーションには、それぞれのサインアウトがあります。',
  backToAccount: 'アカウントに戻る',
  signedOutTitle: 'サインアウトしました',
  signedOutDone: 'このブラウザーでは誰もサインインしていません。',
  stillSignedIn: 'このブラウザーでまだサインインしているアカウント：',
} as const satisfies Translation<typeof en>;
