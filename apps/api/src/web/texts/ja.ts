import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ja = {
  homeIntro: 'ここでは {app} のアカウントを管理しています。',
  homeDevelopers: '開発者向け',
  homeDocs: 'Swagger UI で API を試す',
  homeMailbox: 'メールを読む',
  forgotTitle: 'パスワードをお忘れですか？',
  forgotIntro:
    'アカウントのメールアドレスを入力してください。新しいパスワードを設定するためのリンクをメールでお送りします。',
  resendIntro:
    'アカウントのメールアドレスを入力してください。アドレスを確認するための新しいリンクをメールでお送りします。',
  address: 'メールアドレス',
  addressProblem: 'メールアドレスを入力してください（例：anna@example.org）。',
  sendMail: 'メールを送信する',
  mailOnItsWay: 'このアドレスのアカウントがあり、メールが必要な場合は、まもなくメールが届きます。',
  mailNotThere:
    '数分たっても届きませんか？ 迷惑メールをご確認いただくか、後でもう一度お試しください。',
  newPassword: '新しいパスワード',
  newPasswordHint:
    '8～128文字で、文字の種類は問いません。関連のない単語をいくつか組み合わせるのがおすすめです。',
  repeatPassword: '新しいパスワード（もう一度）',
  passwordMissing: '新しいパスワードを入力してください。',
  passwordsDiffer: '2つのパスワードが一致しません。',
  verifyTitle: 'メールアドレスの確認',
  verifyQuestion: '{address} はあなたのアドレスですか？',
  verifyButton: 'このアドレスを確認する',
  verifyProof:
    'このブラウザーで登録されたものではありません。ご自身の登録であることを確認させてください。',
  verifyPassword: 'パスワード',
  verifyPasswordHint: '登録時に設定したパスワードです。',
  verifyOtherwise: '登録していない、またはパスワードがわからない場合',
  verifyReplace:
    '新しいパスワードを設定してください。これまでのパスワードはすべて置き換えられ、このアドレスで他の人が行ったことはすべて無効になります。',
  verifySetButton: '設定してアドレスを確認する',
  verifyDoneTitle: 'アドレスを確認しました',
  verifyDone: 'メールアドレスを確認しました。',
  verifySignIn: 'サインインできるようになりました。',
  deadLink: 'このリンクは無効であるか、すでに使用できなくなっています。',
  deadVerified:
    'このメールまたは別のメールでアドレスがすでに確認されている場合は、そのままサインインするか、{link}。',
  deadChosen: '新しいパスワードを設定したばかりの場合は、そのパスワードでサインインしてください。',
  deadElse: 'そうでない場合は、{link}。',
  deadAnswered: 'すでにこのリンクから回答された場合、その回答は受け付けられています。',
  deadFear: 'アカウントの安全がご心配な場合は、{link}。',
  choosePassword: '新しいパスワードを設定してください',
  askForLink: '新しいリンクを請求してください',
  resetTitle: '新しいパスワードの設定',
  account: 'アカウント',
  resetButton: '新しいパスワードを設定する',
  resetDoneTitle: '新しいパスワードを設定しました',
  resetDone: '新しいパスワードを設定しました。',
  resetSignedOut:
    'このアカウントのすべてのサインインを終了しました。新しいパスワードでサインインしてください。',
  resetRemoved: 'あわせて削除されたもの：',
  keepTitle: 'ほかにご自身のものはありますか？',
  keepRule:
    'これらによってもアカウントに入ることができるか、アカウントから信頼されています。ご自身のものにチェックを入れてください。チェックのないものはすべて削除されます。',
  identity: '{name} でのサインイン',
  identityAs: '{name} でのサインイン（{email}）',
  knownDevice: 'デバイス {name}',
  unknownDevice: '不明なデバイス',
  since: '{at} から',
  sinceFrom: '{at} から、接続元 {from}',
  denyTitle: '自分ではありません',
  denyQuestion: 'サインインしたのはあなたではありませんか？',
  denyEffect:
    'あなたのアカウントのすべてのサインインが終了し、現在のパスワードは使えなくなります。新しいパスワードを設定するためのリンクをメールでお送りします。',
  deniedTitle: 'すべてのサインインを終了しました',
  deniedDone: 'すべてのサインインを終了しました。',
  deniedMail:
    '新しいパスワードを設定するためのリンクをメールでお送りしました。プロバイダーでサインインしている場合は、ほかに誰があなたのアカウントに入れるかをプロバイダー側でご確認ください。',
  confirmTitle: 'サインインの確認',
  confirmQuestion: 'サインインしようとしたのはあなたですか？',
  confirmButton: 'はい、自分です',
  confirmedTitle: 'サインインを確認しました',
  confirmedDone: 'サインインを確認しました。',
  confirmedNext: '中断された画面で、もう一度サインインしてください。',
  mailSignInTitle: 'メールでのサインイン',
  mailSignInElsewhere:
    'このリンクでは、請求したブラウザーまたはアプリケーションでのみサインインできます。',
  mailSignInThere:
    '請求した場所でリンクを開くか、メールのコードを入力してください。請求した覚えがない場合は、ほかの人が請求しています。メールを削除し、コードは誰にも教えないでください。',
  mailSignInAgain:
    'サインインをご希望の場合は、サインインする画面で新しいコードを請求してください。',
  keepFactorsTitle: '2要素認証の手段を残す',
  keepFactorsOrdered:
    '運営者が、あなたのアカウントの2要素認証の手段をすべて削除するよう手配しました。',
  keepFactorsEffect:
    '依頼した覚えがない場合は、残してください。認証アプリ、パスキー、リカバリーコードはそのまま残ります。',
  keepFactorsButton: '2要素認証の手段を残す',
  keptFactors: '2要素認証の手段はそのまま残ります。',
  keptFactorsNext:
    '誰かがあなたになりすました可能性があります。パスワードが知られているおそれがある場合は、{link}。',
  changeTitle: 'メールアドレスの変更',
  changeQuestion:
    '今後、あなたのアカウントのアドレスを {address} にしますか？ 以後はこのアドレスでサインインします。',
  changePassword: 'アカウントのパスワード',
  changePasswordHint:
    'このブラウザーではサインインしていないため、ご自身のアカウントであることを確認させてください。パスワードがない場合は、サインインしているブラウザーでリンクを開いてください。',
  changeProof:
    'アカウントのパスワードを入力するか、サインインしたことのあるブラウザーでリンクを開いてください。',
  changeButton: 'アドレスを変更する',
  changeDoneTitle: 'アドレスを変更しました',
  changeDone: 'アカウントのアドレスが新しくなりました。',
  changeDoneUndo:
    '以前のアドレスにメールをお送りしました。3日以内であれば、そのメールから変更を取り消せます。',
  changeTaken: 'このアドレスは別のアカウントで使われています。',
  changeTakenNext: 'そのアカウントにサインインするか、管理者にお問い合わせください。',
  undoTitle: 'アカウントを取り戻す',
  undoQuestion: 'アカウントのアドレスを変更したのはあなたではありませんか？',
  undoEffect:
    'アカウントのアドレスは {address} に戻ります。すべてのサインインが終了し、変更後に追加されたものは削除され、現在のパスワードは使えなくなります。新しいパスワードを設定するためのリンクをメールでお送りします。',
  undoDoneTitle: 'アカウントを取り戻しました',
  undoDone: 'アカウントのアドレスが元に戻り、すべてのサインインを終了しました。',
  undoDoneMail: '新しいパスワードを設定するためのリンクをメールでお送りしました。',
  deadUsed: 'すでにこのリンクを使用された場合、その手続きは完了しています。',
  signIn: 'サインイン',
  yourAccount: 'あなたのアカウント',
} as const satisfies Translation<typeof en>;
