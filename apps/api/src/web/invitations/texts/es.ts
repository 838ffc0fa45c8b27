import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const es = {
  title: 'Invitación',
  invitedTo: 'Tiene una invitación a {organization}.',
  inUnit: 'Unidad: {unit}',
  invitedBy: 'Invitado por: {inviter}',
  rolesThere: 'Roles que recibe allí: {roles}',
  openUntil: 'La invitación es válida hasta el {expires}.',
  accept: 'Aceptar',
  decline: 'Rechazar',
  otherAddress: 'Ha iniciado sesión como {address}. La invitación se envió a otra dirección.',
  switchAccount: 'Usar otra cuenta',
  signInFirst: 'Para responder, inicie sesión con la dirección a la que se envió la invitación.',
  signIn: 'Iniciar sesión',
  signUpThen:
    '¿Aún no tiene cuenta? Regístrese con esa dirección y confírmela; después abra de nuevo el enlace de la invitación.',
  signUp: 'Registrarse',
  notConfirmed:
    'Confirme primero la dirección de su cuenta y después abra de nuevo el enlace de la invitación.',
  toAccount: 'A mi cuenta',
  dead: 'Esta invitación ya no es válida. Pida una nueva.',
  accepted: 'Ahora es miembro de {organization}.',
  declined: 'Ha rechazado la invitación.',
} as const satisfies Translation<typeof en>;
