import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const zhCN = {
  intro: '您所属的组织以及您在其中的角色。角色在其所在单位及其下所有单位中有效。',
  none: '您不属于任何组织。',
  owner: '您是所有者',
  memberOf: '所属单位：{units}',
  roleAt: '{service} 的 {role}，位于 {unit}',
  roleOfUnit: '{service} 的 {role}，位于 {unit}（因成员身份）',
  noRoles: '您在其中没有角色。',
  more: '还有更多未显示。',
  leaveLink: '退出',
  leaveLabel: '退出 {name}',
  leaveEffect: '之后您不再属于其任何单位，并失去在其中的所有角色。要返回，必须重新被接纳。',
  leaveButton: '退出组织',
  back: '返回您的组织',
  left: '您已退出该组织。',
  gone: '您不属于该组织。',
} as const satisfies Translation<typeof en>;
