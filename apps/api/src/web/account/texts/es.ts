import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const es = {
  account: 'Su cuenta',
  signedInAs: 'Sesión iniciada como {address}',
  accountPages: 'Cuenta',
  signOut: 'Cerrar sesión',
  pageProfile: 'Nombre e idioma',
  pageEmail: 'Dirección de correo',
  pagePassword: 'Contraseña',
  pageFactors: 'Llaves de acceso y segundos factores',
  pageIdentities: 'Proveedores vinculados',
  pageSessions: 'Sesiones y dispositivos',
  pageActivity: 'Actividad',
  pageExport: 'Exportar sus datos',
  pageDelete: 'Eliminar la cuenta',
  backToAccount: 'Volver a su cuenta',
} as const satisfies Translation<typeof en>;
