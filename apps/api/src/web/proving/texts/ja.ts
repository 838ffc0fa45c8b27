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
} as const satisfies Translation<typeof en>;
