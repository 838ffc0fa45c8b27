import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const es = {
  headingNotFound: 'No encontrado',
  headingTooMany: 'Demasiadas solicitudes',
  headingFailed: 'Algo ha fallado',
  headingRefused: 'No ha sido posible',
  toStart: 'Ir a la página de inicio',
  signInAgain: 'Volver a iniciar sesión',
  fromApplication: 'Si viene de una aplicación, vuelva a ella y empiece allí de nuevo.',
  form: 'Falta algo o no es válido. Vuelva atrás, revíselo y envíelo de nuevo.',
  malformed:
    'Su navegador ha enviado algo que esta página no entiende. Vuelva atrás, recargue la página e inténtelo de nuevo.',
  notFound: 'No hay nada en esta dirección.',
  captcha:
    'Su navegador debe hacer un cálculo antes de enviar este formulario. Vuelva atrás, recargue la página y envíelo de nuevo.',
  tooMany: 'Demasiadas solicitudes. Espere un momento e inténtelo de nuevo.',
  internal: 'Algo ha fallado por nuestra parte. Inténtelo de nuevo.',
  later: 'Esto no es posible en este momento. Inténtelo de nuevo en breve.',
  crossSite: 'Este formulario se ha enviado desde otro sitio. Abra de nuevo el enlace del correo.',
  signIn: 'No ha iniciado sesión, o la sesión ha terminado. Inicie sesión e inténtelo de nuevo.',
  signInAnew: 'Confirme de nuevo su identidad: vuelva a iniciar sesión.',
  denied: 'No tiene permiso para hacer esto.',
  credentials: 'La dirección de correo o la contraseña no es correcta.',
  notVerified:
    'Su dirección de correo aún no está confirmada. Abra el enlace del correo que le hemos enviado.',
  disabled: 'Esta cuenta está desactivada. Consulte a su administrador.',
  registrationOff: 'Aquí no se pueden crear cuentas nuevas.',
  emailTaken: 'Ya existe una cuenta con esta dirección de correo.',
  deadLink: 'Este enlace no funciona, o ya no funciona.',
  wrongPassword: 'La contraseña actual no es correcta.',
  mailHeldBack:
    'El correo que necesitaría para volver a iniciar sesión no se puede enviar ahora, por lo que no se ha cambiado nada. Inténtelo más tarde.',
  proofRequired: 'Introduzca la contraseña que eligió al registrarse, o elija una nueva.',
  registrationPassword: 'Esa no es la contraseña de un registro con esta dirección.',
  password: 'Esta contraseña no se puede usar. Elija otra.',
  tooShort: 'La contraseña debe tener al menos 8 caracteres.',
  tooLong: 'La contraseña puede tener como máximo 128 caracteres.',
  tooCommon: 'Esta contraseña es de las primeras que cualquiera adivinaría.',
  containsEmail: 'La contraseña no debe contener su dirección de correo.',
  invalidCharacters: 'La contraseña contiene caracteres que no se pueden usar.',
  confirmSignIn:
    'Este inicio de sesión es inusual. Confírmelo con el enlace del correo que le hemos enviado y vuelva a iniciar sesión.',
  lastAdmin: 'Es el último administrador y debe permanecer.',
  providerUnknown: 'Aquí no se puede iniciar sesión con este proveedor.',
  providerFailed: 'El inicio de sesión en el proveedor ha fallado. Empiece de nuevo.',
  providerUnavailable:
    'No se puede contactar con el proveedor en este momento. Inténtelo de nuevo en breve.',
  providerRefused: 'El proveedor no ha permitido el inicio de sesión, o se ha cancelado allí.',
  providerEmail:
    'El proveedor no nos ha comunicado una dirección de correo confirmada. Permítalo allí, o inicie sesión de otra manera.',
  navigation: 'Abra usted esta dirección en la ventana de su navegador.',
  notBegun:
    'Este inicio de sesión no se empezó en este navegador, ha tardado demasiado o ya ha terminado. Empiece de nuevo.',
  application: 'La aplicación ha enviado una solicitud incorrecta. Avise a sus responsables.',
  linkRequired:
    'Ya existe una cuenta con esta dirección de correo. Inicie sesión en ella como siempre y vincule allí el proveedor.',
  otherAccount:
    'Ha iniciado sesión en el proveedor con otra cuenta. Empiece de nuevo con la correcta.',
  identityTaken: 'Este inicio de sesión del proveedor ya pertenece a una cuenta.',
  identityUnknown: 'Este proveedor no está vinculado a su cuenta, o ya no lo está.',
  showAgain: 'Demuestre una vez más que es usted y vuelva a intentarlo.',
  atLevel:
    'Para esto hay que iniciar sesión con un segundo factor. Inicie sesión con él e inténtelo de nuevo.',
  secondFactor:
    'Esta cuenta tiene un segundo factor, que también debe mostrarse. Si esta página no lo pide, inicie sesión en la cuenta con él y empiece allí de nuevo.',
  factorRequired: 'Esta cuenta tiene un segundo factor: aquí solo sirve ese.',
  wrongFactor:
    'No es correcto o ya se ha usado. Pruebe con el código siguiente o con otro factor; tras varios intentos, empiece de nuevo.',
  signInLost: 'Este inicio de sesión no puede continuar. Empiécelo de nuevo en este dispositivo.',
  factorCode:
    'El código no es correcto. Introduzca el que la aplicación muestra ahora y compruebe que el reloj del dispositivo esté en hora.',
  factorUnknown: 'Ese factor no existe, o se acabó el tiempo para configurarlo. Empiece de nuevo.',
  factorMissing:
    'Los códigos de recuperación son para cuentas con un segundo factor. Añada primero una aplicación de autenticación o una llave de acceso.',
  factorsFull: 'La cuenta tiene el máximo de factores de este tipo. Elimine uno primero.',
  factorUnreadable:
    'No se puede comprobar la aplicación de autenticación de esta cuenta. Use otro factor o avise a los responsables.',
  passkeyRefused: 'No se ha aceptado la llave de acceso. Recargue la página e inténtelo de nuevo.',
  passkeyTaken: 'Esta llave de acceso ya está registrada.',
  passwordNotSet: 'Esta cuenta no tiene contraseña.',
  passwordAlreadySet: 'Esta cuenta ya tiene una contraseña: cámbiela en su lugar.',
  passwordNeeded:
    'Solo una cuenta con una llave de acceso y una dirección de correo confirmada puede prescindir de la contraseña.',
  lastSignInMethod: 'Es la última forma de iniciar sesión en la cuenta. Añada otra primero.',
  signInCode:
    'Este código o enlace no funciona, o ya no funciona. Pida uno nuevo donde inicia sesión.',
  mailSignInOff: 'Aquí no se puede iniciar sesión por correo.',
  otherClient:
    'Este enlace solo permite iniciar sesión en el navegador o la aplicación que lo pidió. Ábralo allí o escriba allí el código. ¿No ha pedido ninguno? Entonces lo hizo otra persona: borre el correo.',
  staleForm:
    'Este formulario es demasiado antiguo, o mientras tanto alguien ha iniciado o cerrado sesión. Envíelo una vez más.',
  chooseAccount: 'En este navegador hay varias cuentas con la sesión iniciada. Elija una de ellas.',
  actFirst: 'Antes hay que responder a algo. Vuelva a la aplicación y empiece allí de nuevo.',
  lastOwner:
    'La cuenta es la única propietaria de una organización. Transfiera primero la propiedad o elimine la organización.',
  invitationDead: 'La invitación ya no es válida. Pida una nueva.',
  invitationOther: 'La invitación se envió a otra dirección. Use la cuenta de esa dirección.',
  unitLimit:
    'Se ha alcanzado el límite. Termine primero lo que no sea necesario, como una membresía.',
} as const satisfies Translation<typeof en>;
