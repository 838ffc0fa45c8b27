import { AppError } from '#libs/kernel';

export const callerNotFound = () =>
  new AppError('CALLER_NOT_FOUND', { detail: 'This service grants nothing to that one' });

export const callerIsService = () =>
  new AppError('CALLER_IS_SERVICE', {
    detail:
      "A service needs no grant of its own: its tokens' scopes count for it as they are minted",
  });

export const unknownScopes = (
  service: string,
  unknown: readonly string[],
  declared: readonly string[],
) =>
  new AppError('UNKNOWN_SCOPE', {
    detail: `The manifest of ${service} does not name ${unknown.join(', ')}; it names ${declared.join(', ') || 'no scope'}`,
    params: { unknown_scopes: unknown, declared_scopes: declared },
  });

export const askerRequired = () =>
  new AppError('ASKER_REQUIRED', {
    detail:
      'Say which service asks about its caller: send its own application token as Gatehouse-Asker. @gatehouse/guard does since this release of Gatehouse: upgrade it there',
  });

export const askerRefused = () =>
  new AppError('ASKER_REFUSED', {
    detail: 'The application token in Gatehouse-Asker is not valid here and now',
  });
