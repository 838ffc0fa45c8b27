import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const es = {
  continueWith: 'Continuar con {name}',
  tryAgainWith: 'Volver a intentarlo con {name}',
  backToSignIn: 'Volver al inicio de sesión',
  linkAccountTitle: 'Vincular {name} a su cuenta',
  linkAccountExists:
    'Ya existe una cuenta con la dirección de correo que {name} nos ha dado. {name} no está vinculado a ella, así que no inicia sesión en ella.',
  linkAccountHow:
    'Inicie sesión en la cuenta como siempre, por ejemplo con su contraseña. Después podrá vincular {name}.',
  linkAccountButton: 'Iniciar sesión y luego vincular {name}',
  linkAccountWithout: 'Iniciar sesión sin vincular',
  identitiesIntro: 'Con estos proveedores puede iniciar sesión en su cuenta.',
  identitiesNone: 'No hay ningún proveedor vinculado a su cuenta.',
  linkedSince: 'Vinculado desde el {at}',
  lastUsed: 'Último uso: {at}',
  linkAnother: 'Vincular un proveedor',
  noProviders: 'En este servidor no hay proveedores configurados.',
  linkNamed: 'Vincular {name}',
  linkIntro:
    'Ahora iniciará sesión en {name}. Después podrá iniciar sesión en esta cuenta con {name}.',
  goTo: 'Ir a {name}',
  goingTo: 'Su navegador va ahora a {name}. Si no lo hace, siga el enlace.',
  linkedDone: 'El proveedor está vinculado a su cuenta.',
  unlinkedDone: 'El proveedor ya no está vinculado a su cuenta.',
  unlinkNamed: 'Desvincular {name}',
  unlinkIntro: 'Después ya no podrá iniciar sesión en esta cuenta con {name}.',
  backToIdentities: 'Volver a los proveedores vinculados',
  proveWith: 'Demostrarlo iniciando sesión con {name}',
  backToProve: 'Volver, para demostrarlo de nuevo',
} as const satisfies Translation<typeof en>;
