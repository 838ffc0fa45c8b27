import { ConfigError } from '#libs/config';
import { AppError } from '#libs/kernel';

/** One answer for every defect of a token; `why` is for the log alone. */
export const invalidToken = (why: string): AppError =>
  new AppError('INVALID_TOKEN', {
    detail: 'The access token is not valid or has expired.',
    cause: new Error(why),
  });

/** No key that is due can be opened with this `SECRET_KEY`; the log has said so. */
export const cannotSign = (): AppError =>
  new AppError('SERVICE_UNAVAILABLE', {
    detail: 'Nobody can be signed in at the moment. Try again later.',
    cause: new Error('No signing key can be opened'),
  });

/** Stops the start: with another `SECRET_KEY` nothing that is encrypted at rest can be read. */
export class SigningKeysUnreadable extends ConfigError {
  constructor(cause: unknown) {
    const message =
      'cannot open the signing keys kept in this database, which were made under another one. ' +
      'Start with the one that was used with this database before. If it is lost, ' +
      '`gatehouse keys rotate --now` makes a new signing key and ends the use of the old ones';
    super([{ name: 'SECRET_KEY', message }]);
    this.cause = cause;
  }
}
