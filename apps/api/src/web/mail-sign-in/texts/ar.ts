import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ar = {
  mailTitle: 'تسجيل الدخول بالبريد',
  mailWay: 'تسجيل الدخول برمز يُرسل إليك بالبريد',
  mailIntro: 'أدخل عنوان حسابك: ستصلك رسالة فيها رمز لتسجيل الدخول بلا كلمة مرور.',
  mailAddress: 'عنوان البريد الإلكتروني',
  mailAddressProblem: 'أدخل عنوان بريد إلكتروني، مثل anna@example.org.',
  mailButton: 'إرسال الرمز',
  mailSent: 'إذا كان هناك حساب للعنوان {address}، فرسالة فيها رمز من ستة أرقام في طريقها إليه.',
  mailSentNext:
    'اكتب الرمز هنا، أو افتح رابط الرسالة في هذا المتصفح. كلاهما صالح مرة واحدة، لعشر دقائق.',
  mailCode: 'رمز الرسالة',
  mailCodeMissing: 'أدخل الأرقام الستة التي في الرسالة.',
  mailSignIn: 'تسجيل الدخول',
  mailAgain: 'طلب رمز جديد',
  mailOtherWay: 'تسجيل الدخول بطريقة أخرى',
  mailLinkHere:
    'هذا هو المتصفح الذي طُلب فيه تسجيل الدخول. سجّل الدخول هنا الآن، أو ارجع إلى الصفحة التي طلبت فيها واكتب رمز الرسالة هناك.',
} as const satisfies Translation<typeof en>;
