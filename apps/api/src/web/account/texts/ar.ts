import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ar = {
  account: 'حسابك',
  signedInAs: 'تم تسجيل الدخول باسم {address}',
  accountPages: 'الحساب',
  signOut: 'تسجيل الخروج',
  pageProfile: 'الاسم واللغة',
  pageEmail: 'عنوان البريد الإلكتروني',
  pagePassword: 'كلمة المرور',
  pageFactors: 'مفاتيح المرور والعوامل الثانية',
  pageIdentities: 'مزودو الدخول المرتبطون',
  pageSessions: 'الجلسات والأجهزة',
  pageActivity: 'النشاط',
  pageExport: 'تصدير بياناتك',
  pageDelete: 'حذف الحساب',
  backToAccount: 'العودة إلى حسابك',
} as const satisfies Translation<typeof en>;
