import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ja = {
  sessionsIntro:
    'サインインしているすべての場所です。心当たりのないものがあれば、終了して新しいパスワードを設定してください。',
  thisBrowser: 'このブラウザー',
  thisDevice: 'このデバイス',
  unknownDevice: '不明なデバイス',
  begun: 'サインイン：{at}',
  begunBy: 'サインイン：{at}（{methods}）',
  lastUsed: '最終使用：{at}',
  lastUsedFrom: '最終使用：{at}（{from}）',
  methodPassword: 'パスワード',
  methodPasskey: 'パスキー',
  methodCode: 'ワンタイムコード',
  methodProvider: 'プロバイダー',
  endButton: 'セッションを終了',
  endLabel: 'セッションを終了：{device}、{at}',
  endOthersLink: 'ほかのセッションをすべて終了',
  endOthersEffect:
    'お使いのアカウントにサインインしているほかのブラウザー、デバイス、アプリケーションはすべてサインアウトされます。このブラウザーだけがサインインしたままになります。',
  endOthersAlsoPassword:
    'だれかにパスワードを知られている場合は、代わりに{link}ください。ほかのセッションも終了します。',
  changePassword: 'パスワードを変更して',
  back: '何もせずに戻る',
  endedOne: 'セッションを終了しました。',
  endedOthers: 'ほかのセッションをすべて終了しました。',
  sessionGone: 'そのセッションはすでに終了していました。',
  nextPage: '次へ',
  firstPage: '最初のページへ',
  devicesTitle: '認識されているデバイス',
  devicesLink: 'アカウントが認識しているデバイス',
  devicesIntro:
    'これらのデバイスからサインインしたことがあります。ほかのデバイスからのサインインは確認の対象となり、メールでお知らせします。',
  noDevices: '認識されているデバイスはありません。',
  firstSeen: '最初のサインイン：{at}',
  lastSeenFrom: '最後のサインイン：{at}（{from}）',
  rememberedUntil: '{at}まで二要素認証は不要',
  forgetLink: 'デバイスを削除',
  forgetLabel: 'デバイスを削除：{device}、{at}',
  forgetTitle: 'デバイスの削除',
  forgetEffect:
    'このデバイスでのサインインはすべてサインアウトされます。再び二要素認証が必要になり、次のサインインは新しいデバイスからのものとして扱われます。',
  forgetThis: '現在お使いのデバイスです。ここでもサインアウトされます。',
  forgotten: 'デバイスを削除しました。',
  deviceGone: 'そのデバイスはすでに削除されていました。',
} as const satisfies Translation<typeof en>;
