import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const ptBR = {
  intro:
    'As organizações das quais você é membro e os papéis que tem nelas. Um papel vale na sua unidade e em todas as que estão abaixo dela.',
  none: 'Você não é membro de nenhuma organização.',
  owner: 'Você é proprietário',
  memberOf: 'Membro de: {units}',
  roleAt: '{role} de {service} em {unit}',
  roleOfUnit: '{role} de {service} em {unit}, como membro',
  noRoles: 'Você não tem nenhum papel nela.',
  more: 'Há mais que não são mostrados.',
  leaveLink: 'Sair',
  leaveLabel: 'Sair de {name}',
  leaveEffect:
    'Você então não será mais membro de nenhuma das suas unidades e perderá todos os papéis que tem nela. Para voltar, é preciso ser admitido de novo.',
  leaveButton: 'Sair da organização',
  back: 'Voltar às suas organizações',
  left: 'Você saiu da organização.',
  gone: 'Você não é membro dessa organização.',
} as const satisfies Translation<typeof en>;
