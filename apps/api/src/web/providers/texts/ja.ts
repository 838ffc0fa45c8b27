import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ja = {
  continueWith: '{name} で続ける',
  tryAgainWith: '{name} でもう一度試す',
  backToSignIn: 'ログインに戻る',
  linkAccountTitle: '{name} をアカウントに連携する',
  linkAccountExists:
    '{name} から知らされたメールアドレスのアカウントがすでにあります。{name} はそのアカウントに連携されていないため、{name} ではログインできません。',
  linkAccountHow:
    'パスワードなど、いつもの方法でそのアカウントにログインしてください。その後、{name} を連携できます。',
  linkAccountButton: 'ログインしてから {name} を連携する',
  linkAccountWithout: '連携せずにログインする',
  identitiesIntro: '次のプロバイダーでアカウントにログインできます。',
  identitiesNone: 'アカウントに連携されているプロバイダーはありません。',
  linkedSince: '{at} から連携',
  lastUsed: '最終利用：{at}',
  linkAnother: 'プロバイダーを連携する',
  noProviders: 'このサーバーにはプロバイダーが設定されていません。',
  linkNamed: '{name} を連携する',
  linkIntro:
    'これから {name} にログインします。その後、{name} でこのアカウントにログインできるようになります。',
  goTo: '{name} へ進む',
  goingTo: 'ブラウザーは {name} へ移動します。移動しない場合は、リンクを開いてください。',
  linkedDone: 'プロバイダーをアカウントに連携しました。',
  unlinkedDone: 'プロバイダーの連携を解除しました。',
  unlinkNamed: '{name} の連携を解除する',
  unlinkIntro: '解除すると、{name} でこのアカウントにログインできなくなります。',
  backToIdentities: '連携済みプロバイダーに戻る',
  proveWith: '{name} にログインして本人であることを示す',
  backToProve: '戻って、もう一度本人であることを示す',
} as const satisfies Translation<typeof en>;
