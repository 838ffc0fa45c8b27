import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const es = {
  intro:
    'Un segundo factor impide la entrada a quien tenga su contraseña. Con una llave de acceso también entra sin contraseña.',
  passkeys: 'Llaves de acceso',
  passkeyAdd: 'Añadir una llave de acceso',
  apps: 'Aplicaciones de autenticación',
  appAdd: 'Añadir una aplicación de autenticación',
  codes: 'Códigos de recuperación',
  none: 'No tiene ninguna.',
  codesLater:
    'Recibirá códigos de recuperación con su primera llave de acceso o aplicación de autenticación.',
  codesLeft: {
    one: 'Le queda {count} código de recuperación.',
    many: 'Le quedan {count} de códigos de recuperación.',
    other: 'Le quedan {count} códigos de recuperación.',
  },
  codesReplace: 'Sustituir los códigos de recuperación',
  mustNow:
    'Su cuenta debe tener un segundo factor. Añada ahora una llave de acceso o una aplicación de autenticación; hasta entonces no puede hacer nada más aquí.',
  mustUntil: 'Su cuenta debe tener un segundo factor. Añada uno antes de esta fecha: {moment}.',
  onToApplication: 'Continuar a la aplicación',
  onToPage: 'Continuar a la página solicitada',
  doneRenamed: 'El nombre ha cambiado.',
  doneRemoved: 'Se ha quitado. Se lo hemos comunicado por correo electrónico.',
  doneApp: 'La aplicación de autenticación se ha añadido y se pedirá a partir de ahora.',
  donePasskey:
    'La llave de acceso se ha añadido. Basta para iniciar sesión y se pide después de su contraseña.',
  change: 'Cambiar o quitar',
  changeNamed: 'Cambiar o quitar: {name}',
  onOneDevice: 'se queda en un solo dispositivo',
  synced: 'se sincroniza entre dispositivos',
  modelAndKind: '{model}, {kind}',
  addedAt: 'Añadido: {moment}',
  neverUsed: 'Sin usar todavía',
  usedAt: 'Último uso: {moment}',
  name: 'Nombre',
  nameHint: 'Para reconocerlo, por ejemplo «Teléfono del trabajo».',
  nameSave: 'Guardar el nombre',
  nameProblem:
    'Un nombre tiene de 1 a 100 caracteres imprimibles, sin letras que solo se parezcan a otras.',
  remove: 'Quitar',
  removeLink: 'Quitar…',
  back: 'Volver a llaves de acceso y segundos factores',
  passkeyTitle: 'Llave de acceso',
  appTitle: 'Aplicación de autenticación',
  removePasskeyTitle: 'Quitar una llave de acceso',
  removeAppTitle: 'Quitar una aplicación de autenticación',
  removePasskeyQuestion: '¿Quiere quitar la llave de acceso {name}?',
  removeAppQuestion: '¿Quiere quitar la aplicación de autenticación {name}?',
  removePasskeyKept:
    'Ya no servirá para iniciar sesión. Queda una copia en su dispositivo o gestor de contraseñas: bórrela allí también.',
  removeAppKept: 'Sus códigos dejarán de ser válidos. Borre también la entrada en la aplicación.',
  removeLast:
    'Es su último segundo factor. Con él desaparecen los códigos de recuperación, y quien tenga su contraseña podrá entrar.',
  removeDevices: 'Los dispositivos recordados dejarán de estarlo.',
  removeButton: 'Quitar',
  removeNot: 'Conservar',
  appIntro:
    'Una aplicación de autenticación en su teléfono muestra un código nuevo de seis cifras cada 30 segundos. En la página siguiente conectará la aplicación con su cuenta.',
  appBegin: 'Mostrar el código QR',
  appDefaultName: 'Aplicación de autenticación',
  appScan: 'Escanee este código con la aplicación y escriba después las seis cifras que muestre.',
  appQr: 'Código QR para la aplicación de autenticación; la clave de abajo dice lo mismo',
  appOpen: 'Abrir la aplicación en este dispositivo',
  appType: 'O escriba esta clave en la aplicación:',
  appCode: 'Código que muestra la aplicación',
  appTime: 'Tiene diez minutos.',
  appConfirm: 'Añadir la aplicación',
  appAnew: 'Empezar de nuevo',
  codesTitle: 'Sus códigos de recuperación',
  codesOnce:
    'Imprima o anote estos códigos y guárdelos donde nadie más los encuentre. Solo se muestran ahora.',
  codesUse:
    'Cada código sustituye una vez a una llave de acceso o aplicación de autenticación perdida.',
  codesStored: 'Los he guardado: continuar',
  codesEffect: 'Con códigos nuevos, todos los anteriores dejan de ser válidos.',
  codesMake: 'Crear códigos nuevos',
  passkeyIntro:
    'Una llave de acceso se guarda en su dispositivo, su gestor de contraseñas o una llave de seguridad. Se usa con la huella, la cara o un PIN.',
  passkeyNoScript:
    'Una llave de acceso necesita JavaScript, que está desactivado en este navegador. Sin él puede añadir una aplicación de autenticación.',
  passkeyMake: 'Crear la llave de acceso',
} as const satisfies Translation<typeof en>;
