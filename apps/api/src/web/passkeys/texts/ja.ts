import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ja = {
  passkeyName: 'このパスキーの名前（後で見分けるため）',
  passkeyNameHint: '空欄でもかまいません。',
  passkeyCancelled:
    'パスキーは使用されませんでした。取り消されたか、時間がかかりすぎました。もう一度試すか、別の方法を選んでください。',
  passkeyFailed:
    'このブラウザーではここでパスキーを使用できませんでした。もう一度試すか、別の方法を選んでください。',
  passkeyNotMade:
    'パスキーは作成されませんでした。取り消されたか、時間がかかりすぎました。もう一度試してください。',
  passkeyMakingFailed:
    'このブラウザーではここでパスキーを作成できませんでした。もう一度試すか、別のブラウザーまたは端末を使ってください。',
  passkeyKnown:
    'この端末には、すでにこのアカウントのパスキーがあります。2つ目は別の端末で作成してください。',
  passkeySignIn: 'パスキーでサインイン',
  passkeyUnknown:
    'このパスキーはここでは登録されていないか、ページを開いていた時間が長すぎました。もう一度試すか、別の方法でサインインしてください。',
} as const satisfies Translation<typeof en>;
