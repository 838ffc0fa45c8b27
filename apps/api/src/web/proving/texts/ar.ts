import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ar = {
  proveTitle: 'أثبت أنك صاحب الحساب',
  proveIntro: 'ما ستفعله لا يمكن التراجع عنه أو يتيح الدخول إلى حسابك، لذلك نسألك مرة أخرى من أنت.',
  provePassword: 'كلمة مرورك',
  proveCode: 'رمز تطبيق المصادقة أو رمز استرداد',
  proveButton: 'متابعة',
  proveCancel: 'العودة إلى الحساب دون تنفيذ ذلك',
  proveNoWay:
    'ليست لديك كلمة مرور ولا وسيلة أخرى لإثبات ذلك. اختر كلمة مرور أولًا عبر «هل نسيت كلمة المرور؟».',
  provePasskey: 'استخدام مفتاح مرور',
  proveForgot: 'هل نسيت كلمة المرور؟',
  proveLost: 'هل فقدت مفتاح المرور أو هاتفك؟',
  proveLostCode: 'اكتب أحد رموز الاسترداد التي حصلت عليها مع أول عامل ثانٍ. كل رمز صالح مرة واحدة.',
  proveLostAll: 'إذا لم يكن لديك رمز أيضًا، فاطلب من مشغّلي هذا الخادم إعادة ضبط عواملك الثانية.',
} as const satisfies Translation<typeof en>;
