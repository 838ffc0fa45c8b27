import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const es = {
  intro:
    'Las organizaciones de las que es miembro y los roles que tiene en ellas. Un rol vale en su unidad y en todas las que están por debajo.',
  none: 'No es miembro de ninguna organización.',
  owner: 'Usted es propietario',
  memberOf: 'Miembro de: {units}',
  roleAt: '{role} de {service} en {unit}',
  roleOfUnit: '{role} de {service} en {unit}, como miembro',
  noRoles: 'No tiene ningún rol en ella.',
  more: 'Hay más que no se muestran.',
  leaveLink: 'Abandonar',
  leaveLabel: 'Abandonar {name}',
  leaveEffect:
    'Entonces ya no será miembro de ninguna de sus unidades y perderá todos los roles que tiene en ella. Para volver, deberán admitirle de nuevo.',
  leaveButton: 'Abandonar la organización',
  back: 'Volver a sus organizaciones',
  left: 'Ha abandonado la organización.',
  gone: 'No es miembro de esa organización.',
} as const satisfies Translation<typeof en>;
