import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const zhCN = {
  continueWith: '使用 {name} 继续',
  tryAgainWith: '使用 {name} 重试',
  backToSignIn: '返回登录',
  linkAccountTitle: '将 {name} 关联到您的账户',
  linkAccountExists:
    '{name} 提供的电子邮箱地址已有账户。{name} 尚未与该账户关联，因此无法用它登录该账户。',
  linkAccountHow: '请照常登录该账户，例如使用其密码。之后您就可以关联 {name}。',
  linkAccountButton: '先登录，再关联 {name}',
  linkAccountWithout: '登录但不关联',
  identitiesIntro: '您可以使用以下提供方登录您的账户。',
  identitiesNone: '您的账户没有关联任何提供方。',
  linkedSince: '自 {at} 起关联',
  lastUsed: '上次使用：{at}',
  linkAnother: '关联提供方',
  noProviders: '此服务器上未设置提供方。',
  linkNamed: '关联 {name}',
  linkIntro: '您现在将在 {name} 登录。之后，您就可以使用 {name} 登录此账户。',
  goTo: '前往 {name}',
  goingTo: '您的浏览器现在将前往 {name}。如果没有，请点击链接。',
  linkedDone: '该提供方已与您的账户关联。',
  unlinkedDone: '该提供方已不再与您的账户关联。',
  unlinkNamed: '取消关联 {name}',
  unlinkIntro: '之后，您将无法再使用 {name} 登录此账户。',
  backToIdentities: '返回已关联的提供方',
  proveWith: '通过使用 {name} 登录来证明',
  backToProve: '返回，再次证明',
} as const satisfies Translation<typeof en>;
