import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const es = {
  greeting: 'Hola:',
  greetingName: 'Hola, {name}:',
  footer: '{appName} ha enviado este correo automáticamente; una respuesta no llegaría a nadie.',
  copyLink: 'Si el botón no funciona, copie esta dirección en su navegador:',
  wasYou: '¿Fue usted? Entonces no tiene que hacer nada.',
  chooseHere: '¿No fue usted? Elija de inmediato una contraseña nueva aquí: {forgotLink}',
  chooseNow:
    '¿No fue usted? Entonces otra persona puede entrar en su cuenta: elija de inmediato una contraseña nueva aquí: {forgotLink}',
  linkOnce: 'El enlace funciona una vez, hasta el {expires}.',
  verifySubject: 'Confirme su dirección de correo para {appName}',
  verifyIntro:
    'Se ha creado una cuenta en {appName} con esta dirección. Para confirmar que es suya, abra esta página y pulse el botón que contiene:',
  verifyProviders:
    'Se puede iniciar sesión en ella con {providers}. Confírmela solo si es usted: quien inicie sesión allí entra en esta cuenta.',
  verifyButton: 'Confirmar mi dirección',
  verifyNotYou:
    '¿No ha creado ninguna cuenta? No haga nada: sin su confirmación, la dirección sigue sin confirmar.',
  registeredSubject: 'Ya tiene una cuenta en {appName}',
  registeredIntro:
    'Alguien, quizá usted, ha intentado crear una cuenta en {appName} con esta dirección. Ya tiene una, y no ha cambiado.',
  registeredSignIn: 'Para usarla, inicie sesión como siempre: {signInLink}',
  registeredReset: 'Si ya no recuerda la contraseña, pida una nueva aquí: {resetLink}',
  registeredNotYou:
    '¿No fue usted? Entonces no tiene que hacer nada: nadie sabrá por nosotros que tiene una cuenta.',
  resetSubject: 'Elija una contraseña nueva para {appName}',
  resetIntro:
    'Alguien ha pedido una contraseña nueva para su cuenta en {appName}. Si fue usted, elíjala aquí:',
  resetButton: 'Elegir una contraseña nueva',
  resetOnce:
    'El enlace funciona una vez, hasta el {expires}. Una contraseña nueva cierra todas las sesiones de la cuenta.',
  resetNotYou: '¿No fue usted? No haga nada: su contraseña sigue igual. No dé el enlace a nadie.',
  changedSubject: 'Se ha cambiado su contraseña de {appName}',
  changedAt: 'La contraseña de su cuenta en {appName} se cambió el {at}.',
  changedRemoved: 'A la vez se eliminaron estas formas de entrar en la cuenta: {removed}.',
  changedKept: 'Estas se revisaron y se conservaron: {kept}.',
  changedFactors:
    'Estos segundos factores se añadieron hace poco. Se mantienen, porque una contraseña nueva no elimina ningún segundo factor: {factors}.',
  changedFactorsNotYou:
    '¿Alguno de ellos no es suyo? Indíquelo aquí, hasta el {until}. Se cerrarán todas las sesiones, se eliminarán los de los últimos siete días con todo lo que se haya añadido desde entonces, y elegirá otra vez una contraseña nueva:',
  changedFactorsButton: 'No todos son míos',
  changedNotice: 'se cambió la contraseña',
  linkedSubject: 'Se ha añadido otra forma de iniciar sesión en {appName}',
  linkedAt: 'Desde el {at} se puede iniciar sesión en su cuenta de {appName} con {provider}.',
  linkedNotYou:
    '¿No fue usted? Elija de inmediato una contraseña nueva aquí: {resetLink}, y quite {provider} de su cuenta.',
  linkedNotice: 'se añadió otra forma de iniciar sesión',
  unlinkedSubject: 'Se ha eliminado una forma de iniciar sesión en {appName}',
  unlinkedAt:
    'Desde el {at} ya no se puede iniciar sesión en su cuenta de {appName} con {provider}.',
  unlinkedNotice: 'se eliminó una forma de iniciar sesión',
  mergedSubject: 'Dos cuentas de {appName} ahora son una',
  mergedAt:
    'El {at} se unieron dos cuentas de {appName}: la de {ended} con la de {account}. La primera ya no existe; sus roles y proveedores vinculados se han trasladado.',
  mergedNotYou: '¿No fue usted? Avise de inmediato a los responsables de {appName}.',
  mergedUndo: {
    one: 'Durante {count} día pueden deshacerlo; indíqueles este número: {undoId}',
    many: 'Durante {count} de días pueden deshacerlo; indíqueles este número: {undoId}',
    other: 'Durante {count} días pueden deshacerlo; indíqueles este número: {undoId}',
  },
  mergedNotice: 'se unieron dos cuentas',
  undoneSubject: 'Su cuenta de {appName} vuelve a ser independiente',
  undoneAt:
    'El {at} se deshizo la unión de su cuenta de {appName} con la de {other}. Cada una vuelve a ser independiente, con su contraseña, sus proveedores vinculados y sus roles, y se han cerrado todas las sesiones de ambas.',
  undoneChoose: '¿Alguien más conocía su contraseña? Elija una nueva aquí: {forgotLink}',
  undoneNotice: 'se deshizo una unión de cuentas',
  newDeviceSubject: 'Un dispositivo nuevo ha iniciado sesión en {appName}',
  newDeviceAt:
    'Se ha iniciado sesión en su cuenta de {appName} desde un dispositivo que no se había visto antes: {device}, desde {from}, el {at}.',
  newDeviceNotice: 'un inicio de sesión desde un dispositivo nuevo',
  suspiciousSubject: '¿Fue usted? Un inicio de sesión inusual en {appName}',
  suspiciousAt:
    'Se ha iniciado sesión en su cuenta de {appName} de manera inusual: {device}, desde {from}, el {at}.',
  suspiciousNotYou:
    '¿No fue usted? Indíquelo aquí, hasta el {until}. Se cerrarán todas las sesiones y elegirá una contraseña nueva:',
  suspiciousButton: 'No he sido yo',
  suspiciousNotice: 'un inicio de sesión inusual',
  confirmSubject: 'Confirme su inicio de sesión en {appName}',
  confirmAt:
    'Alguien que conoce su contraseña quiso iniciar sesión de manera inusual en su cuenta de {appName} y fue detenido: {device}, desde {from}, el {at}.',
  confirmYou: '¿Fue usted? Confírmelo aquí, hasta el {until}, e inicie sesión otra vez:',
  confirmButton: 'Sí, he sido yo',
  confirmNotice: 'un inicio de sesión inusual que fue detenido',
  removedSubject: 'Se ha eliminado lo que un extraño creó en su cuenta de {appName}',
  removedAt:
    'El {at} se deshizo un inicio de sesión en su cuenta de {appName} con el enlace de nuestro correo. A la vez se eliminó lo que aquel había creado: {removed}.',
  removedAgain:
    '¿Algo de ello era suyo? Añádalo de nuevo cuando haya elegido una contraseña nueva aquí: {forgotLink}',
  removedNotice: 'se deshizo un inicio de sesión',
  deniedSubject: 'Un extraño ha actuado como una de las personas de {appName}',
  deniedAt:
    'El {at} la persona titular de la cuenta {account} indicó que un inicio de sesión no era suyo. En esa sesión se actuó sobre otros elementos: {acts}.',
  deniedRest:
    'Las formas de entrar en la cuenta y los tokens de aplicación que creó se han eliminado. El resto se ha dejado como está, pues otros pueden depender de ello: revise el registro de auditoría de esa cuenta y deshaga lo que no deba ser.',
  deniedNotice: 'un inicio de sesión denegado había actuado sobre otros elementos',
  codeSubject: 'Su código para iniciar sesión en {appName}',
  codeIntro:
    'Alguien ha pedido iniciar sesión en su cuenta de {appName}. Si fue usted, escriba este código donde lo pidió:',
  codeLink: 'O abra este enlace en el mismo navegador:',
  codeButton: 'Iniciar sesión',
  codeOnce: 'Ambos funcionan una vez, hasta el {expires}, y solo donde se pidieron.',
  codeNotYou: '¿No fue usted? No haga nada. No dé el código a nadie: nosotros nunca lo pedimos.',
  factorTotpAny: 'una aplicación de autenticación',
  factorPasskey: 'una llave de acceso ({name})',
  factorPasskeyAny: 'una llave de acceso',
  factorRecoveryCodes: 'códigos de recuperación',
  factorAddedSubject: 'Se ha añadido un segundo factor a su cuenta de {appName}',
  factorAddedAt: 'El {at} se añadió a su cuenta de {appName} lo siguiente: {factor}.',
  factorAddedNotYou:
    '¿No fue usted? Indíquelo aquí, hasta el {until}. Se cerrarán todas las sesiones, se eliminará esto y todo lo que se haya añadido desde entonces, y elegirá una contraseña nueva:',
  factorAddedNotice: 'se añadió un segundo factor',
  factorRemovedSubject: 'Se ha eliminado un segundo factor de su cuenta de {appName}',
  factorRemovedAt: 'El {at} se eliminó de su cuenta de {appName} lo siguiente: {factor}.',
  factorRemovedLast: 'Era el último: la cuenta ya no exige un segundo factor.',
  factorRemovedNotice: 'se eliminó un segundo factor',
  recoveryCodeSubject: 'Se ha usado un código de recuperación de su cuenta de {appName}',
  recoveryCodeAt: {
    one: 'El {at} se usó un código de recuperación de su cuenta de {appName}. Queda {count} código.',
    many: 'El {at} se usó un código de recuperación de su cuenta de {appName}. Quedan {count} de códigos.',
    other:
      'El {at} se usó un código de recuperación de su cuenta de {appName}. Quedan {count} códigos.',
  },
  recoveryCodeFew:
    'Son pocos: cree códigos nuevos en su cuenta y guárdelos donde los encuentre sin sus dispositivos.',
  recoveryCodeYou: '¿Fue usted? Entonces no tiene que hacer nada más.',
  recoveryCodeNotYou:
    '¿No fue usted? Entonces alguien tiene sus códigos: elija de inmediato una contraseña nueva aquí: {forgotLink}, y cree códigos nuevos.',
  recoveryCodeNotice: 'se usó un código de recuperación',
  resetOrderedSubject: 'Se eliminarán los segundos factores de su cuenta de {appName}',
  resetOrderedAt:
    'El {at} un responsable de {appName} ordenó eliminar todos los segundos factores de su cuenta: aplicaciones de autenticación, llaves de acceso y códigos de recuperación. Se hará el {due}; entonces se cerrarán todas las sesiones y bastará la contraseña para entrar.',
  resetOrderedYou: '¿Lo ha pedido usted? Entonces no tiene que hacer nada.',
  resetOrderedNotYou:
    '¿No lo ha pedido? Opóngase antes de ese momento y sus factores se conservarán:',
  resetOrderedButton: 'Conservar mis factores',
  factorsResetSubject: 'Se han eliminado los segundos factores de su cuenta de {appName}',
  factorsResetAt:
    'El {at} se eliminaron todos los segundos factores de su cuenta de {appName}, como ordenó un responsable, y se cerraron todas las sesiones. Ahora basta la contraseña: inicie sesión y añada de nuevo un segundo factor.',
  factorsResetSome:
    'El {at} se eliminaron los segundos factores que su cuenta de {appName} tenía cuando lo ordenó un responsable, y se cerraron todas las sesiones. Los añadidos después se mantienen: para iniciar sesión hace falta uno de ellos.',
  factorsResetNotYou:
    '¿No lo pidió usted? Elija de inmediato una contraseña nueva aquí: {forgotLink}, y avise a los responsables.',
  factorsResetNotice: 'se eliminaron todos los segundos factores',
  passkeyCopiedSubject: 'Se ha rechazado una llave de acceso para {appName}',
  passkeyCopiedAt:
    'El {at} se rechazó {passkey} de su cuenta de {appName}: cuenta sus usos, y su contador ha retrocedido. Es posible que alguien tenga una copia.',
  passkeyCopiedRemove:
    'Quite esta llave de acceso de su cuenta y añada una nueva. Si ya no puede iniciar sesión, elija una contraseña nueva aquí: {forgotLink}',
  passkeyCopiedNotice: 'se rechazó una llave de acceso que quizá fue copiada',
  passwordRemovedSubject: 'Se ha eliminado su contraseña de {appName}',
  passwordRemovedAt:
    'Desde el {at} su cuenta de {appName} no tiene contraseña: se inicia sesión con una llave de acceso.',
  passwordRemovedNotice: 'se eliminó la contraseña',
  emailConfirmSubject: 'Confirme su nueva dirección para {appName}',
  emailConfirmIntro:
    'Alguien quiere usar esta dirección para una cuenta en {appName}. Si es usted, confírmela aquí, en el navegador en el que ha iniciado sesión:',
  emailConfirmButton: 'Confirmar la nueva dirección',
  emailConfirmNotYou:
    '¿No fue usted? No haga nada y no la confirme: la cuenta sería de otra persona.',
  emailAskedSubject: 'Se ha pedido una nueva dirección para su cuenta en {appName}',
  emailAskedAt:
    'El {at}, alguien con la sesión iniciada en su cuenta de {appName} pidió cambiar la dirección de correo. Aún no ha cambiado nada: cambiará cuando se confirme la nueva dirección. Entonces recibirá otro correo con el que podrá deshacer el cambio.',
  emailAskedNotYou:
    '¿No fue usted? Entonces otra persona puede entrar en su cuenta: elija de inmediato una contraseña nueva, lo que también anula el cambio, aquí: {forgotLink}',
  emailAskedNotice: 'se pidió una nueva dirección',
  emailChangedSubject: 'Su cuenta en {appName} tiene ahora otra dirección',
  emailChangedAt:
    'La dirección de correo de su cuenta en {appName} se cambió el {at}. Esta dirección ya no le corresponde.',
  emailChangedNotYou: '¿No fue usted? Recupere la cuenta, hasta el {expires}:',
  emailChangedEffect:
    'Se cerrarán todas las sesiones, se eliminará lo que se haya añadido desde entonces y usted elegirá una contraseña nueva.',
  emailWantedSubject: 'Su dirección se indicó para otra cuenta en {appName}',
  emailWantedIntro:
    'Alguien quiso usar esta dirección para otra cuenta en {appName}. Pertenece a su cuenta, así que no ha cambiado nada y no se le ha informado de ello.',
  emailWantedYou:
    '¿Fue usted? Inicie sesión con esta dirección. Si ha olvidado la contraseña, elija una nueva aquí: {resetLink}',
  emailWantedNotYou: '¿No fue usted? Entonces no tiene que hacer nada.',
  summarySubject: 'Han pasado muchas cosas en su cuenta de {appName}',
  summaryWhat:
    'En su cuenta de {appName} han pasado más cosas de las que avisamos una por una. De esto no tiene ningún otro correo: {what}.',
  summaryOnce: '{event} (una vez, el {at})',
  summaryTimes: {
    one: '{event} ({count} vez, del {first} al {last})',
    many: '{event} ({count} de veces, del {first} al {last})',
    other: '{event} ({count} veces, del {first} al {last})',
  },
  unknownDevice: 'un dispositivo desconocido',
  credentialIdentity: 'inicio de sesión con {name}',
  credentialDevice: 'el dispositivo {name}',
  credentialToken: 'un token de aplicación de {name}',
  credentialSince: '{what} (desde el {at})',
  credentialSinceFrom: '{what} (desde el {at}, con la dirección {from})',
  invitationSubject: 'Le han invitado a una organización en {appName}',
  invitationIntro:
    'Alguien que administra una organización en {appName} ha invitado a esta dirección a unirse a ella.',
  invitationOrganization: 'Organización: {organization}',
  invitationUnit: 'Unidad: {unit}',
  invitationInviter: 'Invitado por: {inviter}',
  invitationHow:
    'Para aceptar o rechazar, abra esta página e inicie sesión con esta dirección, o regístrese con ella:',
  invitationButton: 'Ver la invitación',
  invitationNotYou:
    '¿No conoce la organización? Entonces no haga nada: sin su respuesta no ocurre nada.',
} as const satisfies Translation<typeof en>;
