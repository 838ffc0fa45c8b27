import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const es = {
  mailTitle: 'Iniciar sesión por correo',
  mailWay: 'Iniciar sesión con un código que se le envía por correo',
  mailIntro:
    'Introduzca la dirección de su cuenta: un correo le traerá un código para iniciar sesión sin contraseña.',
  mailAddress: 'Dirección de correo',
  mailAddressProblem: 'Introduzca una dirección de correo, por ejemplo anna@example.org.',
  mailButton: 'Enviar el código',
  mailSent:
    'Si existe una cuenta para {address}, un correo con un código de seis cifras está en camino.',
  mailSentNext:
    'Escriba aquí el código o abra el enlace del correo en este navegador. Ambos sirven una vez, durante diez minutos.',
  mailCode: 'Código del correo',
  mailCodeMissing: 'Introduzca las seis cifras del correo.',
  mailSignIn: 'Iniciar sesión',
  mailAgain: 'Pedir un código nuevo',
  mailOtherWay: 'Iniciar sesión de otro modo',
  mailLinkHere:
    'Este es el navegador en el que se pidió el inicio de sesión. Inicie sesión aquí ahora, o vuelva a la página donde lo pidió y escriba allí el código del correo.',
} as const satisfies Translation<typeof en>;
