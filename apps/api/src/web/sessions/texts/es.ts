import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const es = {
  sessionsIntro:
    'Todos los lugares en los que ha iniciado sesión. Si no reconoce alguno, ciérrelo y elija una contraseña nueva.',
  thisBrowser: 'Este navegador',
  thisDevice: 'Este dispositivo',
  unknownDevice: 'Un dispositivo desconocido',
  begun: 'Inicio de sesión: {at}',
  begunBy: 'Inicio de sesión: {at}, con {methods}',
  lastUsed: 'Último uso: {at}',
  lastUsedFrom: 'Último uso: {at}, desde {from}',
  methodPassword: 'contraseña',
  methodPasskey: 'llave de acceso',
  methodCode: 'código de un solo uso',
  methodProvider: 'proveedor',
  endButton: 'Cerrar la sesión',
  endLabel: 'Cerrar la sesión: {device}, {at}',
  endOthersLink: 'Cerrar todas las demás sesiones',
  endOthersEffect:
    'Se cierra la sesión de todos los que están conectados a su cuenta: otros navegadores, dispositivos y aplicaciones. Solo este navegador permanece conectado.',
  endOthersAlsoPassword:
    'Si alguien conoce su contraseña, es mejor {link}: eso también cierra las demás sesiones.',
  changePassword: 'cambiar la contraseña',
  back: 'Volver sin hacerlo',
  endedOne: 'La sesión está cerrada.',
  endedOthers: 'Todas las demás sesiones están cerradas.',
  sessionGone: 'Esa sesión ya estaba cerrada.',
  nextPage: 'Siguientes',
  firstPage: 'A la primera página',
  devicesTitle: 'Dispositivos conocidos',
  devicesLink: 'Dispositivos que su cuenta conoce',
  devicesIntro:
    'Ha iniciado sesión desde estos dispositivos. El inicio de sesión desde cualquier otro se examina y se le avisa por correo.',
  noDevices: 'Su cuenta no conoce ningún dispositivo.',
  firstSeen: 'Primer inicio de sesión: {at}',
  lastSeenFrom: 'Último inicio de sesión: {at}, desde {from}',
  rememberedUntil: 'Sin segundo factor hasta el {at}',
  forgetLink: 'Olvidar el dispositivo',
  forgetLabel: 'Olvidar el dispositivo: {device}, {at}',
  forgetTitle: 'Olvidar un dispositivo',
  forgetEffect:
    'Se cierra la sesión de quien esté conectado en él. Vuelve a necesitar su segundo factor, y el próximo inicio de sesión cuenta como de un dispositivo nuevo.',
  forgetThis: 'Es el dispositivo que está usando ahora: también se cerrará la sesión aquí.',
  forgotten: 'El dispositivo está olvidado.',
  deviceGone: 'Ese dispositivo ya estaba olvidado.',
} as const satisfies Translation<typeof en>;
