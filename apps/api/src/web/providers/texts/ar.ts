import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ar = {
  continueWith: 'المتابعة باستخدام {name}',
  tryAgainWith: 'إعادة المحاولة باستخدام {name}',
  backToSignIn: 'العودة إلى تسجيل الدخول',
  linkAccountTitle: 'ربط {name} بحسابك',
  linkAccountExists:
    'يوجد حساب بالفعل بعنوان البريد الإلكتروني الذي أعطانا إياه {name}. ‏{name} غير مرتبط به، ولذلك لا يسجّل دخولك إليه.',
  linkAccountHow: 'سجّل الدخول إلى الحساب كالمعتاد، بكلمة مروره مثلًا. بعد ذلك يمكنك ربط {name}.',
  linkAccountButton: 'تسجيل الدخول ثم ربط {name}',
  linkAccountWithout: 'تسجيل الدخول دون ربط',
  identitiesIntro: 'يمكنك تسجيل الدخول إلى حسابك باستخدام هؤلاء المزوّدين.',
  identitiesNone: 'لا يوجد مزوّد مرتبط بحسابك.',
  linkedSince: 'مرتبط منذ {at}',
  lastUsed: 'آخر استخدام: {at}',
  linkAnother: 'ربط مزوّد',
  noProviders: 'لا يوجد مزوّدون مُعدّون على هذا الخادم.',
  linkNamed: 'ربط {name}',
  linkIntro:
    'ستسجّل الدخول الآن لدى {name}. بعد ذلك يمكنك تسجيل الدخول إلى هذا الحساب باستخدام {name}.',
  goTo: 'الانتقال إلى {name}',
  goingTo: 'ينتقل متصفحك الآن إلى {name}. إن لم ينتقل، فاتبع الرابط.',
  linkedDone: 'رُبط المزوّد بحسابك.',
  unlinkedDone: 'لم يعد المزوّد مرتبطًا بحسابك.',
  unlinkNamed: 'إلغاء ربط {name}',
  unlinkIntro: 'بعد ذلك لن تتمكن من تسجيل الدخول إلى هذا الحساب باستخدام {name}.',
  backToIdentities: 'العودة إلى المزوّدين المرتبطين',
  proveWith: 'إثبات ذلك بتسجيل الدخول باستخدام {name}',
  backToProve: 'العودة لإثبات ذلك مرة أخرى',
} as const satisfies Translation<typeof en>;
