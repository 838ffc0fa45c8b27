import type { Translation } from '#libs/languages';
import type { en } from './en.js';

export const es = {
  passkeyName: 'Un nombre para la llave de acceso, por el que la reconozca',
  passkeyNameHint: 'Puede dejarlo en blanco.',
  passkeyCancelled:
    'No se ha usado ninguna llave de acceso: se ha cancelado o ha tardado demasiado. Inténtelo de nuevo o elija otro método.',
  passkeyFailed:
    'Este navegador no ha podido usar una llave de acceso aquí. Inténtelo de nuevo o elija otro método.',
  passkeyNotMade:
    'No se ha creado ninguna llave de acceso: se ha cancelado o ha tardado demasiado. Inténtelo de nuevo.',
  passkeyMakingFailed:
    'Este navegador no ha podido crear una llave de acceso aquí. Inténtelo de nuevo o use otro navegador o dispositivo.',
  passkeyKnown:
    'Este dispositivo ya tiene una llave de acceso de su cuenta. Elija otro dispositivo para una segunda.',
  passkeySignIn: 'Iniciar sesión con una llave de acceso',
  passkeyUnknown:
    'Esta llave de acceso no se conoce aquí, o la página ha estado abierta demasiado tiempo. Inténtelo de nuevo o inicie sesión de otro modo.',
} as const satisfies Translation<typeof en>;
