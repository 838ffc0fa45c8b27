import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const es = {
  homeIntro: 'Aquí se gestionan las cuentas de {app}.',
  homeDevelopers: 'Para desarrolladores',
  homeDocs: 'Probar la API en Swagger UI',
  homeMailbox: 'Leer los correos',
  forgotTitle: '¿Ha olvidado su contraseña?',
  forgotIntro:
    'Introduzca la dirección de su cuenta: recibirá un correo con un enlace para elegir una contraseña nueva.',
  resendIntro:
    'Introduzca la dirección de su cuenta: recibirá un correo con un enlace nuevo para confirmarla.',
  address: 'Dirección de correo electrónico',
  addressProblem: 'Introduzca una dirección de correo electrónico, por ejemplo anna@example.org.',
  sendMail: 'Enviar el correo',
  mailOnItsWay:
    'Si existe una cuenta con esta dirección a la que pueda servir, hay un correo en camino.',
  mailNotThere:
    '¿No ha llegado nada tras unos minutos? Mire en el correo no deseado o inténtelo más tarde.',
  newPassword: 'Contraseña nueva',
  newPasswordHint:
    'De 8 a 128 caracteres de cualquier tipo. Unas cuantas palabras sin relación entre sí son una buena contraseña.',
  repeatPassword: 'La misma otra vez',
  passwordMissing: 'Introduzca una contraseña nueva.',
  passwordsDiffer: 'Las dos contraseñas no coinciden.',
  verifyTitle: 'Confirme su dirección de correo',
  verifyQuestion: '¿Es {address} su dirección?',
  verifyButton: 'Confirmar mi dirección',
  verifyProof: 'No se registró con este navegador. Demuestre que el registro es suyo:',
  verifyPassword: 'Su contraseña',
  verifyPasswordHint: 'La que eligió al registrarse.',
  verifyOtherwise: '¿No se registró, o no tiene esa contraseña?',
  verifyReplace:
    'Elija una nueva. Sustituye a todas las contraseñas anteriores y pone fin a todo lo que otra persona haya hecho con esta dirección.',
  verifySetButton: 'Establecerla y confirmar mi dirección',
  verifyDoneTitle: 'Dirección confirmada',
  verifyDone: 'Su dirección de correo está confirmada.',
  verifySignIn: 'Ya puede iniciar sesión.',
  deadLink: 'Este enlace no funciona, o ya no funciona.',
  deadVerified:
    'Si la dirección ya está confirmada, por este correo o por otro, simplemente inicie sesión, o bien puede {link}.',
  deadChosen: 'Si acaba de elegir una contraseña nueva, inicie sesión con ella.',
  deadElse: 'Si no, puede {link}.',
  deadAnswered: 'Si ya respondió con este enlace, hemos recibido su respuesta.',
  deadFear: 'Si teme por su cuenta, puede {link}.',
  choosePassword: 'elegir una contraseña nueva',
  askForLink: 'pedir un enlace nuevo',
  resetTitle: 'Elija una contraseña nueva',
  account: 'Cuenta',
  resetButton: 'Establecer la contraseña nueva',
  resetDoneTitle: 'Contraseña nueva establecida',
  resetDone: 'Su contraseña nueva está establecida.',
  resetSignedOut:
    'Se ha cerrado la sesión de todas las personas que estaban en la cuenta. Inicie sesión con la contraseña nueva.',
  resetRemoved: 'También se ha eliminado:',
  keepTitle: '¿Qué más es suyo?',
  keepRule:
    'También por aquí se puede entrar en su cuenta, o se confía en ello. Marque lo que es suyo: todo lo que no marque se eliminará.',
  identity: 'Inicio de sesión con {name}',
  identityAs: 'Inicio de sesión con {name} como {email}',
  knownDevice: 'El dispositivo {name}',
  unknownDevice: 'Un dispositivo desconocido',
  since: 'desde el {at}',
  sinceFrom: 'desde el {at}, con la dirección {from}',
  denyTitle: 'No he sido yo',
  denyQuestion: '¿No fue usted quien inició sesión?',
  denyEffect:
    'Se cerrará la sesión de todas las personas que estén en su cuenta, y su contraseña dejará de servir. Recibirá un correo con un enlace para elegir una nueva.',
  deniedTitle: 'Todas las sesiones están cerradas',
  deniedDone: 'Todas las sesiones están cerradas.',
  deniedMail:
    'Le hemos enviado un enlace para elegir una contraseña nueva. Si inicia sesión con un proveedor, compruebe allí quién más puede entrar en su cuenta.',
  confirmTitle: 'Confirme su inicio de sesión',
  confirmQuestion: '¿Fue usted quien quiso iniciar sesión?',
  confirmButton: 'Sí, he sido yo',
  confirmedTitle: 'Inicio de sesión confirmado',
  confirmedDone: 'El inicio de sesión está confirmado.',
  confirmedNext: 'Vuelva a iniciar sesión donde se le detuvo.',
  mailSignInTitle: 'Iniciar sesión por correo',
  mailSignInElsewhere:
    'Este enlace solo permite iniciar sesión en el navegador o la aplicación que lo pidió.',
  mailSignInThere:
    'Abra el enlace allí o escriba allí el código del correo. ¿No ha pedido ninguno? Entonces lo hizo otra persona: borre el correo y no dé el código a nadie.',
  mailSignInAgain: 'Si aún quiere iniciar sesión, pida un código nuevo donde inicia sesión.',
  keepFactorsTitle: 'Conservar sus segundos factores',
  keepFactorsOrdered:
    'Un responsable ha ordenado eliminar todos los segundos factores de su cuenta.',
  keepFactorsEffect:
    'Si no lo ha pedido, consérvelos: las aplicaciones de autenticación, las llaves de acceso y los códigos de recuperación quedan como están.',
  keepFactorsButton: 'Conservar mis factores',
  keptFactors: 'Sus segundos factores se conservan.',
  keptFactorsNext:
    'Es posible que alguien se haya hecho pasar por usted. Si su contraseña puede ser conocida, puede {link}.',
  changeTitle: 'Cambie su dirección de correo',
  changeQuestion:
    '¿Debe tener su cuenta desde ahora la dirección {address}? Iniciará sesión con ella.',
  changePassword: 'La contraseña de su cuenta',
  changePasswordHint:
    'No ha iniciado sesión en este navegador, por lo que le preguntamos si la cuenta es suya. Si no tiene contraseña, abra el enlace en el navegador en el que ha iniciado sesión.',
  changeProof:
    'Introduzca la contraseña de su cuenta o abra el enlace en un navegador en el que ya haya iniciado sesión en ella.',
  changeButton: 'Cambiar la dirección',
  changeDoneTitle: 'Dirección cambiada',
  changeDone: 'Su cuenta tiene la nueva dirección.',
  changeDoneUndo:
    'Se ha enviado un correo a la anterior, con el que se puede deshacer el cambio durante tres días.',
  changeTaken: 'Otra cuenta tiene esta dirección.',
  changeTakenNext: 'Inicie sesión en esa cuenta o consulte a su administrador.',
  undoTitle: 'Recupere su cuenta',
  undoQuestion: '¿No fue usted quien cambió la dirección de su cuenta?',
  undoEffect:
    'Recuperará la dirección {address}. Se cerrarán todas las sesiones, se eliminará lo que se haya añadido desde entonces y la contraseña dejará de servir. Recibirá un correo con un enlace para elegir una nueva.',
  undoDoneTitle: 'Su cuenta vuelve a ser suya',
  undoDone: 'Su cuenta ha recuperado su dirección anterior y todas las sesiones están cerradas.',
  undoDoneMail: 'Le hemos enviado un enlace para elegir una contraseña nueva.',
  deadUsed: 'Si ya lo ha usado, ya ha surtido efecto.',
  signIn: 'Iniciar sesión',
  yourAccount: 'Su cuenta',
} as const satisfies Translation<typeof en>;
