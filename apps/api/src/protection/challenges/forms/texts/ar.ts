import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ar = {
  notSent: 'تعذّر إرسال هذا النموذج. أعد تحميل الصفحة وحاول مرة أخرى.',
  scripts: 'اسمح بالنصوص البرمجية في هذه الصفحة: بدونها لا يمكن إرسال النموذج الآن.',
} as const satisfies Translation<typeof en>;
