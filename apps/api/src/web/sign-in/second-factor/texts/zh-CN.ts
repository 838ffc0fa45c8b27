import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const zhCN = {
  secondFactorIntro: '还差一步：请使用您账户的第二验证要素证明是您本人。',
  codeOrRecovery: '身份验证器应用中的验证码，或恢复代码',
  codeOfApp: '身份验证器应用中的验证码',
  recoveryCode: '恢复代码',
  recoveryHint: '每个恢复代码只能使用一次。',
  rememberDevice: { other: '在此浏览器中 {count} 天内不再要求第二验证要素' },
  signInByCode: '登录',
  usePasskey: '使用通行密钥',
  orCode: '或',
  passkeyAlone:
    '您的第二验证要素是通行密钥。如果此浏览器未显示相应按钮，请改用支持通行密钥并允许脚本的浏览器登录。',
  triesLeft: { other: '不正确，或已被使用。您还可以尝试 {count} 次。' },
  codeMissing: '请输入代码。',
  signInEnded: '本次登录已结束：用时过长，或错误代码过多。请重新开始。',
  beginAgain: '重新开始登录',
} as const satisfies Translation<typeof en>;
