import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ar = {
  title: 'دعوة',
  invitedTo: 'أنت مدعو إلى {organization}.',
  inUnit: 'الوحدة: {unit}',
  invitedBy: 'الداعي: {inviter}',
  rolesThere: 'الأدوار التي تحصل عليها هناك: {roles}',
  openUntil: 'الدعوة صالحة حتى {expires}.',
  accept: 'قبول',
  decline: 'رفض',
  otherAddress: 'سجّلت الدخول باسم {address}. أُرسلت الدعوة إلى عنوان آخر.',
  switchAccount: 'استخدام حساب آخر',
  signInFirst: 'للرد، سجّل الدخول بالعنوان الذي أُرسلت إليه الدعوة.',
  signIn: 'تسجيل الدخول',
  signUpThen: 'ليس لديك حساب بعد؟ أنشئ حسابًا بذلك العنوان وأكّده، ثم افتح رابط الدعوة مرة أخرى.',
  signUp: 'إنشاء حساب',
  notConfirmed: 'أكّد عنوان حسابك أولًا، ثم افتح رابط الدعوة مرة أخرى.',
  toAccount: 'إلى حسابي',
  dead: 'لم تعد هذه الدعوة صالحة. اطلب دعوة جديدة.',
  accepted: 'أنت الآن عضو في {organization}.',
  declined: 'لقد رفضت الدعوة.',
} as const satisfies Translation<typeof en>;
