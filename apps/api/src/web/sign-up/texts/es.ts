import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const es = {
  signUpTitle: 'Crear una cuenta',
  signUpHave: '¿Ya tiene una cuenta? {link}',
  signUpPassword: 'Contraseña',
  signUpFirstName: 'Nombre (opcional)',
  signUpLastName: 'Apellidos (opcional)',
  signUpButton: 'Crear la cuenta',
  signUpPasswordMissing: 'Elija una contraseña.',
  signUpNameProblem: 'Un nombre tiene como máximo 100 caracteres imprimibles.',
  signUpSentTitle: 'Mire su correo',
  signUpSent: 'Le hemos enviado un correo. Abra el enlace que contiene para continuar.',
  signUpThenSignIn: 'Después de confirmar su dirección, inicie sesión:',
  signUpNoMail: '¿Nada después de unos minutos? Mire en el correo no deseado o {link}.',
  signUpAskAgain: 'pida otro correo',
  signUpDoneTitle: 'Registro recibido',
  signUpDone:
    'Su registro ha llegado. Ya puede iniciar sesión; también le hemos enviado un correo.',
} as const satisfies Translation<typeof en>;
