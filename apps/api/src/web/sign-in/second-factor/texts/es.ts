import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const es = {
  secondFactorIntro: 'Un paso más: demuestre que es usted con un segundo factor de su cuenta.',
  codeOrRecovery: 'Código de su aplicación de autenticación o un código de recuperación',
  codeOfApp: 'Código de su aplicación de autenticación',
  recoveryCode: 'Código de recuperación',
  recoveryHint: 'Cada código de recuperación sirve una sola vez.',
  rememberDevice: {
    one: 'No pedir el segundo factor en este navegador durante {count} día',
    many: 'No pedir el segundo factor en este navegador durante {count} de días',
    other: 'No pedir el segundo factor en este navegador durante {count} días',
  },
  signInByCode: 'Iniciar sesión',
  usePasskey: 'Usar una llave de acceso',
  orCode: 'o',
  passkeyAlone:
    'Su segundo factor es una llave de acceso. Si este navegador no muestra un botón para ella, inicie sesión con uno que conozca las llaves de acceso y permita scripts.',
  triesLeft: {
    one: 'No es correcto o ya se ha usado. Le queda {count} intento.',
    many: 'No es correcto o ya se ha usado. Le quedan {count} de intentos.',
    other: 'No es correcto o ya se ha usado. Le quedan {count} intentos.',
  },
  codeMissing: 'Introduzca un código.',
  signInEnded:
    'Este inicio de sesión ha terminado: ha tardado demasiado o demasiados códigos eran incorrectos. Empiece de nuevo.',
  beginAgain: 'Empezar de nuevo el inicio de sesión',
} as const satisfies Translation<typeof en>;
