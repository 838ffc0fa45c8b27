import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const es = {
  proveTitle: 'Demuestre que es usted',
  proveIntro:
    'Lo que va a hacer no se puede deshacer o da acceso a su cuenta. Por eso preguntamos otra vez quién es.',
  provePassword: 'Su contraseña',
  proveCode: 'Código de su aplicación de autenticación o un código de recuperación',
  proveButton: 'Continuar',
  proveCancel: 'Volver a la cuenta sin hacerlo',
  proveNoWay:
    'No tiene contraseña ni otra forma de demostrarlo. Elija primero una contraseña con «¿Olvidó su contraseña?».',
  provePasskey: 'Usar una llave de acceso',
  proveForgot: '¿Ha olvidado su contraseña?',
  proveLost: '¿Ha perdido su llave de acceso o su teléfono?',
  proveLostCode:
    'Escriba uno de los códigos de recuperación que recibió con su primer segundo factor. Cada uno vale una vez.',
  proveLostAll:
    'Si tampoco tiene códigos, pida a los operadores de este servidor que restablezcan sus segundos factores.',
} as const satisfies Translation<typeof en>;
