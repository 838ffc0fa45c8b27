import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ar = {
  signUpTitle: 'إنشاء حساب',
  signUpHave: 'لديك حساب بالفعل؟ {link}',
  signUpPassword: 'كلمة المرور',
  signUpFirstName: 'الاسم الأول (اختياري)',
  signUpLastName: 'اسم العائلة (اختياري)',
  signUpButton: 'إنشاء الحساب',
  signUpPasswordMissing: 'اختر كلمة مرور.',
  signUpNameProblem: 'يتكون الاسم من 100 حرف قابل للطباعة على الأكثر.',
  signUpSentTitle: 'اطّلع على بريدك',
  signUpSent: 'أرسلنا إليك بريدًا. افتح الرابط الذي فيه للمتابعة.',
  signUpThenSignIn: 'بعد تأكيد عنوانك سجّل الدخول:',
  signUpNoMail: 'لم يصل شيء بعد دقائق؟ ابحث في البريد غير المرغوب أو {link}.',
  signUpAskAgain: 'اطلب بريدًا آخر',
  signUpDoneTitle: 'استُلم التسجيل',
  signUpDone: 'وصل تسجيلك. يمكنك تسجيل الدخول الآن، وقد أرسلنا إليك بريدًا أيضًا.',
} as const satisfies Translation<typeof en>;
