import type { ConfigOf, coreConfig } from '#libs/config';

/** `SECRET_KEY`; it is known by the time that rooms are built, because what starts the server makes one if need be. */
export function serverSecretOf(core: Pick<ConfigOf<typeof coreConfig>, 'secretKey'>): string {
  if (core.secretKey === undefined) throw new Error('SECRET_KEY is not known');
  return core.secretKey;
}
