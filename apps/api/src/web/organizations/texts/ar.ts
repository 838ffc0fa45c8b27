import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ar = {
  intro:
    'المؤسسات التي أنت عضو فيها، والأدوار التي لديك فيها. يسري الدور في وحدته وفي كل الوحدات التي تحتها.',
  none: 'لست عضوًا في أي مؤسسة.',
  owner: 'أنت مالك',
  memberOf: 'عضو في: {units}',
  roleAt: '{role} في {service} عند {unit}',
  roleOfUnit: '{role} في {service} عند {unit}، بصفتك عضوًا',
  noRoles: 'ليس لديك أي دور فيها.',
  more: 'يوجد المزيد مما لا يظهر هنا.',
  leaveLink: 'مغادرة',
  leaveLabel: 'مغادرة {name}',
  leaveEffect:
    'لن تكون بعدها عضوًا في أي من وحداتها، وستفقد كل الأدوار التي لديك فيها. وللعودة يجب أن تُقبل من جديد.',
  leaveButton: 'مغادرة المؤسسة',
  back: 'العودة إلى مؤسساتك',
  left: 'لقد غادرت المؤسسة.',
  gone: 'لست عضوًا في تلك المؤسسة.',
} as const satisfies Translation<typeof en>;
