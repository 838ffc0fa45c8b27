import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ja = {
  greeting: 'こんにちは。',
  greetingName: '{name} 様',
  footer: 'このメールは {appName} から自動送信されています。ご返信いただいてもお答えできません。',
  copyLink: 'ボタンが機能しない場合は、次のアドレスをブラウザーにコピーしてください：',
  wasYou: 'ご本人による操作であれば、何もする必要はありません。',
  chooseHere:
    '心当たりがない場合は、ただちにこちらで新しいパスワードを設定してください： {forgotLink}',
  chooseNow:
    '心当たりがない場合は、ほかの人があなたのアカウントに入れる状態です。ただちにこちらで新しいパスワードを設定してください： {forgotLink}',
  linkOnce: 'このリンクは {expires} まで、1回だけ使えます。',
  verifySubject: '{appName} のメールアドレスを確認してください',
  verifyIntro:
    'このアドレスで {appName} のアカウントが作成されました。ご自身のアドレスであることを確認するため、次のページを開いてボタンを押してください：',
  verifyProviders:
    'このアカウントには {providers} でサインインできます。ご自身の場合にのみ確認してください。そこでサインインする人は、このアカウントに入ることができます。',
  verifyButton: 'このアドレスを確認する',
  verifyNotYou:
    'アカウントを作成していない場合は、何もしないでください。確認しない限り、アドレスは未確認のままです。',
  registeredSubject: '{appName} のアカウントはすでにお持ちです',
  registeredIntro:
    '誰か（ご本人かもしれません）が、このアドレスで {appName} のアカウントを作成しようとしました。アカウントはすでにお持ちで、変更はありません。',
  registeredSignIn: 'ご利用になるには、これまでどおりサインインしてください： {signInLink}',
  registeredReset:
    'パスワードがわからなくなった場合は、こちらで新しいパスワードを請求してください： {resetLink}',
  registeredNotYou:
    '心当たりがない場合も、何もする必要はありません。アカウントをお持ちであることを当方から他の人に知らせることはありません。',
  resetSubject: '{appName} の新しいパスワードを設定してください',
  resetIntro:
    '{appName} のあなたのアカウントについて、新しいパスワードの設定が請求されました。ご本人による請求であれば、こちらで設定してください：',
  resetButton: '新しいパスワードを設定する',
  resetOnce:
    'このリンクは {expires} まで、1回だけ使えます。新しいパスワードを設定すると、アカウントのすべてのセッションが終了します。',
  resetNotYou:
    '心当たりがない場合は、何もしないでください。パスワードは変わりません。このリンクは誰にも渡さないでください。',
  changedSubject: '{appName} のパスワードが変更されました',
  changedAt: '{appName} のあなたのアカウントのパスワードが {at} に変更されました。',
  changedRemoved: 'あわせて、アカウントへの次の入り口が削除されました：{removed}。',
  changedKept: '次のものは確認のうえ残されました：{kept}。',
  changedFactors:
    '次の2要素認証の手段は最近追加されました。パスワードを再設定しても2要素認証の手段は削除されないため、そのまま残ります：{factors}。',
  changedFactorsNotYou:
    'ご自身のものでないものがある場合は、{until} までにこちらでお知らせください。すべてのサインインを終了し、過去7日間に追加された手段とその後に追加されたものをすべて削除し、もう一度新しいパスワードを設定していただきます：',
  changedFactorsButton: '自分のものではないものがあります',
  changedNotice: 'パスワードの変更',
  linkedSubject: '{appName} に別のサインイン方法が追加されました',
  linkedAt:
    '{at} から、{appName} のあなたのアカウントに {provider} でサインインできるようになりました。',
  linkedNotYou:
    '心当たりがない場合は、ただちにこちらで新しいパスワードを設定し： {resetLink} アカウントから {provider} を削除してください。',
  linkedNotice: 'サインイン方法の追加',
  unlinkedSubject: '{appName} のサインイン方法が削除されました',
  unlinkedAt:
    '{at} から、{appName} のあなたのアカウントに {provider} でサインインできなくなりました。',
  unlinkedNotice: 'サインイン方法の削除',
  mergedSubject: '{appName} の2つのアカウントが1つになりました',
  mergedAt:
    '{at} に {appName} の2つのアカウントが統合されました：{ended} のアカウントが {account} のアカウントに統合されました。統合元のアカウントはなくなり、そのロールと連携プロバイダーは移されました。',
  mergedNotYou: '心当たりがない場合は、ただちに {appName} の運営者にお知らせください。',
  mergedUndo: {
    other: '{count} 日以内であれば運営者が元に戻せます。次の番号をお伝えください：{undoId}',
  },
  mergedNotice: 'アカウントの統合',
  undoneSubject: '{appName} のアカウントが再び独立しました',
  undoneAt:
    '{at} に、{appName} のあなたのアカウントと {other} のアカウントの統合が取り消されました。それぞれのアカウントは、パスワード、連携プロバイダー、ロールとともに元に戻り、両方のすべてのサインインが終了しました。',
  undoneChoose:
    'ほかの人がパスワードを知っていた場合は、こちらで新しいパスワードを設定してください： {forgotLink}',
  undoneNotice: '統合の取り消し',
  newDeviceSubject: '新しいデバイスが {appName} にサインインしました',
  newDeviceAt:
    '{appName} のあなたのアカウントに、これまでにないデバイスからサインインがありました：{device}、接続元 {from}、{at}。',
  newDeviceNotice: '新しいデバイスからのサインイン',
  suspiciousSubject: 'ご本人ですか？ {appName} への通常と異なるサインイン',
  suspiciousAt:
    '{appName} のあなたのアカウントに、通常と異なるサインインがありました：{device}、接続元 {from}、{at}。',
  suspiciousNotYou:
    '心当たりがない場合は、{until} までにこちらでお知らせください。すべてのサインインを終了し、新しいパスワードを設定していただきます：',
  suspiciousButton: '自分ではありません',
  suspiciousNotice: '通常と異なるサインイン',
  confirmSubject: '{appName} へのサインインを確認してください',
  confirmAt:
    'あなたのパスワードを知る人が、{appName} のあなたのアカウントに通常と異なる方法でサインインしようとし、保留されました：{device}、接続元 {from}、{at}。',
  confirmYou: 'ご本人の場合は、{until} までにこちらで確認し、もう一度サインインしてください：',
  confirmButton: 'はい、自分です',
  confirmNotice: '保留された通常と異なるサインイン',
  removedSubject: '{appName} のあなたのアカウントで第三者が作成したものを削除しました',
  removedAt:
    '{at} に、{appName} のあなたのアカウントへのサインインが、メールのリンクにより取り消されました。そのサインインで作成された次のものをあわせて削除しました：{removed}。',
  removedAgain:
    'ご自身のものが含まれていた場合は、こちらで新しいパスワードを設定してから、もう一度追加してください： {forgotLink}',
  removedNotice: 'サインインの取り消し',
  deniedSubject: '第三者が {appName} の利用者になりすまして操作しました',
  deniedAt:
    '{at} に、アカウント {account} の所有者から、自分のものではないサインインがあったとの申告がありました。そのサインインでは、ほかの対象に次の操作が行われました：{acts}。',
  deniedRest:
    'そのサインインで作成されたアカウントへの入り口とアプリケーショントークンは削除されました。そのほかは、ほかの利用者に必要な可能性があるため、そのまま残しています。このアカウントの監査記録を確認し、あるべきでないものを元に戻してください。',
  deniedNotice: '否認されたサインインによるほかの対象への操作',
  codeSubject: '{appName} にサインインするためのコード',
  codeIntro:
    '{appName} のあなたのアカウントへのサインインが請求されました。ご本人による請求であれば、請求した画面に次のコードを入力してください：',
  codeLink: 'または、同じブラウザーで次のリンクを開いてください：',
  codeButton: 'サインインする',
  codeOnce: 'どちらも {expires} まで、請求した場所でのみ、1回だけ使えます。',
  codeNotYou:
    '心当たりがない場合は、何もしないでください。このコードは誰にも教えないでください。当方からお尋ねすることはありません。',
  factorTotpAny: '認証アプリ',
  factorPasskey: 'パスキー（{name}）',
  factorPasskeyAny: 'パスキー',
  factorRecoveryCodes: 'リカバリーコード',
  factorAddedSubject: '{appName} のアカウントに2要素認証の手段が追加されました',
  factorAddedAt: '{at} に、{appName} のあなたのアカウントに次のものが追加されました：{factor}。',
  factorAddedNotYou:
    '心当たりがない場合は、{until} までにこちらでお知らせください。すべてのサインインを終了し、これとその後に追加されたものをすべて削除し、新しいパスワードを設定していただきます：',
  factorAddedNotice: '2要素認証の手段の追加',
  factorRemovedSubject: '{appName} のアカウントから2要素認証の手段が削除されました',
  factorRemovedAt:
    '{at} に、{appName} のあなたのアカウントから次のものが削除されました：{factor}。',
  factorRemovedLast: 'これが最後の手段でした。現在、このアカウントでは2要素認証は求められません。',
  factorRemovedNotice: '2要素認証の手段の削除',
  recoveryCodeSubject: '{appName} のアカウントのリカバリーコードが使われました',
  recoveryCodeAt: {
    other:
      '{at} に、{appName} のあなたのアカウントのリカバリーコードが1つ使われました。残りは {count} 個です。',
  },
  recoveryCodeFew:
    '残りが少なくなっています。アカウントで新しいコードを作成し、デバイスがなくても見つけられる場所に保管してください。',
  recoveryCodeYou: 'ご本人による操作であれば、ほかに何もする必要はありません。',
  recoveryCodeNotYou:
    '心当たりがない場合は、ほかの人があなたのコードを持っています。ただちにこちらで新しいパスワードを設定し： {forgotLink} 新しいコードを作成してください。',
  recoveryCodeNotice: 'リカバリーコードの使用',
  resetOrderedSubject: '{appName} のアカウントの2要素認証の手段が削除されます',
  resetOrderedAt:
    '{at} に、{appName} の運営者が、あなたのアカウントの2要素認証の手段（認証アプリ、パスキー、リカバリーコード）をすべて削除するよう手配しました。削除は {due} に行われ、すべてのサインインが終了し、以後はパスワードだけでサインインできるようになります。',
  resetOrderedYou: 'ご本人による依頼であれば、何もする必要はありません。',
  resetOrderedNotYou:
    '依頼していない場合は、その時刻までに異議を申し立ててください。手段はそのまま残ります：',
  resetOrderedButton: '2要素認証の手段を残す',
  factorsResetSubject: '{appName} のアカウントの2要素認証の手段が削除されました',
  factorsResetAt:
    '{at} に、運営者の手配により、{appName} のあなたのアカウントの2要素認証の手段がすべて削除され、すべてのサインインが終了しました。現在はパスワードだけでサインインできます。サインインして、2要素認証の手段をもう一度追加してください。',
  factorsResetSome:
    '{at} に、運営者が手配した時点で {appName} のあなたのアカウントにあった2要素認証の手段が削除され、すべてのサインインが終了しました。その後に追加された手段はそのまま残り、サインインにはそのいずれかが必要です。',
  factorsResetNotYou:
    '依頼していない場合は、ただちにこちらで新しいパスワードを設定し： {forgotLink} 運営者にお知らせください。',
  factorsResetNotice: '2要素認証のすべての手段の削除',
  passkeyCopiedSubject: '{appName} のパスキーが拒否されました',
  passkeyCopiedAt:
    '{at} に、{appName} のあなたのアカウントの {passkey} が拒否されました。使用回数の記録が以前より小さくなっています。ほかの人が複製を持っている可能性があります。',
  passkeyCopiedRemove:
    'このパスキーをアカウントから削除し、新しいパスキーを追加してください。サインインできなくなった場合は、こちらで新しいパスワードを設定してください： {forgotLink}',
  passkeyCopiedNotice: '複製された可能性のあるパスキーの拒否',
  passwordRemovedSubject: '{appName} のパスワードが削除されました',
  passwordRemovedAt:
    '{at} から、{appName} のあなたのアカウントにはパスワードがありません。サインインにはパスキーを使います。',
  passwordRemovedNotice: 'パスワードの削除',
  emailConfirmSubject: '{appName} の新しいメールアドレスを確認してください',
  emailConfirmIntro:
    'このアドレスを {appName} のアカウントで使用したいという請求がありました。ご本人による請求であれば、サインインしているブラウザーで、こちらから確認してください：',
  emailConfirmButton: '新しいアドレスを確認する',
  emailConfirmNotYou:
    '心当たりがない場合は、何もせず、確認も行わないでください。そのアカウントはほかの人のものです。',
  emailAskedSubject: '{appName} のアカウントのメールアドレス変更が請求されました',
  emailAskedAt:
    '{at} に、{appName} のあなたのアカウントにサインインしている人が、メールアドレスの変更を請求しました。まだ何も変わっていません。新しいアドレスが確認された時点で変更されます。その際に、変更を取り消すことのできるメールをもう1通お送りします。',
  emailAskedNotYou:
    '心当たりがない場合は、ほかの人があなたのアカウントに入れる状態です。ただちにこちらで新しいパスワードを設定してください。アドレスの変更も取り消されます： {forgotLink}',
  emailAskedNotice: 'メールアドレス変更の請求',
  emailChangedSubject: '{appName} のアカウントのメールアドレスが変更されました',
  emailChangedAt:
    '{at} に、{appName} のあなたのアカウントのメールアドレスが変更されました。このアドレスは、もうそのアカウントのものではありません。',
  emailChangedNotYou:
    '心当たりがない場合は、{expires} までに、こちらからアカウントを取り戻してください：',
  emailChangedEffect:
    'その際、すべてのサインインが終了し、変更後に追加されたものは削除され、新しいパスワードを設定していただきます。',
  emailWantedSubject: 'あなたのアドレスが {appName} の別のアカウントに指定されました',
  emailWantedIntro:
    'このアドレスを {appName} の別のアカウントで使用しようとした人がいます。このアドレスはあなたのアカウントのものですので、何も変わっておらず、相手にもそのことは知らせていません。',
  emailWantedYou:
    'ご本人による操作であれば、このアドレスでサインインしてください。パスワードをお忘れの場合は、こちらで新しいパスワードを設定してください： {resetLink}',
  emailWantedNotYou: '心当たりがない場合も、何もする必要はありません。',
  summarySubject: '{appName} のあなたのアカウントで多くの操作がありました',
  summaryWhat:
    '{appName} のあなたのアカウントで、1件ずつメールでお知らせできる数を超える操作がありました。ほかのメールでお知らせしていないもの：{what}。',
  summaryOnce: '{event}（1回、{at}）',
  summaryTimes: { other: '{event}（{count}回、{first} から {last} まで）' },
  unknownDevice: '不明なデバイス',
  credentialIdentity: '{name} でのサインイン',
  credentialDevice: 'デバイス {name}',
  credentialToken: '{name} のアプリケーショントークン',
  credentialSince: '{what}（{at} から）',
  credentialSinceFrom: '{what}（{at} から、接続元 {from}）',
  invitationSubject: '{appName} の組織に招待されています',
  invitationIntro: '{appName} の組織を管理している人が、このアドレスを組織に招待しました。',
  invitationOrganization: '組織: {organization}',
  invitationUnit: '部署: {unit}',
  invitationInviter: '招待した人: {inviter}',
  invitationHow:
    '承諾または辞退するには、このページを開き、このアドレスでサインインするか、このアドレスで登録してください:',
  invitationButton: '招待を見る',
  invitationNotYou:
    'この組織に心当たりがない場合は、何もする必要はありません。回答しなければ何も起こりません。',
} as const satisfies Translation<typeof en>;
