import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ja = {
  intro:
    'あなたが所属している組織と、そこでの役割です。役割は、その部署とその下のすべての部署で有効です。',
  none: '所属している組織はありません。',
  owner: 'あなたは所有者です',
  memberOf: '所属：{units}',
  roleAt: '{unit}での{service}の{role}',
  roleOfUnit: '{unit}での{service}の{role}（所属による）',
  noRoles: 'ここでの役割はありません。',
  more: 'ほかにもありますが、表示していません。',
  leaveLink: '脱退する',
  leaveLabel: '{name}から脱退する',
  leaveEffect:
    'すべての部署から外れ、そこでの役割をすべて失います。戻るには、もう一度加えてもらう必要があります。',
  leaveButton: '組織から脱退する',
  back: '組織の一覧に戻る',
  left: '組織から脱退しました。',
  gone: 'その組織には所属していません。',
} as const satisfies Translation<typeof en>;
