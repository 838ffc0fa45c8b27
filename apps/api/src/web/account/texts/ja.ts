import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ja = {
  account: 'アカウント',
  signedInAs: '{address} としてサインイン中',
  accountPages: 'アカウント',
  signOut: 'サインアウト',
  pageProfile: '名前と言語',
  pageEmail: 'メールアドレス',
  pagePassword: 'パスワード',
  pageFactors: 'パスキーと二要素認証',
  pageIdentities: '連携プロバイダー',
  pageSessions: 'セッションとデバイス',
  pageActivity: 'アクティビティ',
  pageExport: 'データのエクスポート',
  pageDelete: 'アカウントの削除',
  backToAccount: 'アカウントに戻る',
} as const satisfies Translation<typeof en>;
