/** Why the client refuses a server or its own settings. */
export type RefusalReason =
  | 'AUTH_METHOD'
  | 'CHANNEL_BINDING'
  | 'NO_PASSWORD'
  | 'NO_TLS'
  | 'PASSWORD_FILE'
  | 'SESSION_ATTRS'
  | 'TLS_FAILED'
  | 'TLS_FILE'
  | 'TLS_ONLY'
  | 'WRONG_PROTOCOL';

/** Raised before a connection is used; its message contains no password. */
export class ConnectionRefused extends Error {
  override name = 'ConnectionRefused';

  constructor(
    readonly code: RefusalReason,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
