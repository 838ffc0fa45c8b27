import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ja = {
  proveTitle: 'ご本人であることを確認します',
  proveIntro:
    'これから行う操作は取り消せないか、アカウントへのアクセスを与えるものです。そのため、もう一度ご本人確認をお願いします。',
  provePassword: 'パスワード',
  proveCode: '認証アプリのコード、またはリカバリーコード',
  proveButton: '続ける',
  proveCancel: '何もせずアカウントに戻る',
  proveNoWay:
    'パスワードも他の確認手段もありません。まず「パスワードをお忘れですか」でパスワードを設定してください。',
  provePasskey: 'パスキーを使う',
  proveForgot: 'パスワードをお忘れですか？',
  proveLost: 'パスキーや電話を失くしましたか？',
  proveLostCode:
    '二要素認証を最初に設定したときに発行されたリカバリーコードを1つ入力してください。各コードは1回だけ使えます。',
  proveLostAll:
    'コードもない場合は、このサーバーの運営者に二要素認証のリセットを依頼してください。',
} as const satisfies Translation<typeof en>;
