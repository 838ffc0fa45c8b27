import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ja = {
  secondFactorIntro:
    'もう1つ手順があります。アカウントの2つ目の要素で本人であることを示してください。',
  codeOrRecovery: '認証アプリのコード、またはリカバリーコード',
  codeOfApp: '認証アプリのコード',
  recoveryCode: 'リカバリーコード',
  recoveryHint: 'リカバリーコードはそれぞれ1回だけ使えます。',
  rememberDevice: { other: 'このブラウザーでは{count}日間、2つ目の要素を求めない' },
  signInByCode: 'サインイン',
  usePasskey: 'パスキーを使う',
  orCode: 'または',
  passkeyAlone:
    '2つ目の要素はパスキーです。このブラウザーにパスキーのボタンが表示されない場合は、パスキーに対応し、スクリプトを許可しているブラウザーでサインインしてください。',
  triesLeft: { other: '正しくないか、すでに使用されています。あと{count}回試せます。' },
  codeMissing: 'コードを入力してください。',
  signInEnded:
    'このサインインは終了しました。時間がかかりすぎたか、誤ったコードが多すぎました。最初からやり直してください。',
  beginAgain: 'サインインを最初からやり直す',
} as const satisfies Translation<typeof en>;
