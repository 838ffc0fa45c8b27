import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ar = {
  passkeyName: 'اسم لمفتاح المرور تتعرّف عليه به لاحقًا',
  passkeyNameHint: 'يمكنك تركه فارغًا.',
  passkeyCancelled:
    'لم يُستخدم أي مفتاح مرور: أُلغيت العملية أو استغرقت وقتًا طويلًا. حاول مرة أخرى أو اختر طريقة أخرى.',
  passkeyFailed: 'تعذّر على هذا المتصفح استخدام مفتاح مرور هنا. حاول مرة أخرى أو اختر طريقة أخرى.',
  passkeyNotMade: 'لم يُنشأ أي مفتاح مرور: أُلغيت العملية أو استغرقت وقتًا طويلًا. حاول مرة أخرى.',
  passkeyMakingFailed:
    'تعذّر على هذا المتصفح إنشاء مفتاح مرور هنا. حاول مرة أخرى أو استخدم متصفحًا أو جهازًا آخر.',
  passkeyKnown: 'يوجد على هذا الجهاز مفتاح مرور لحسابك بالفعل. اختر جهازًا آخر لإنشاء مفتاح ثانٍ.',
} as const satisfies Translation<typeof en>;
