/** Why a call to another server came to nothing. */
export type CallFailure = 'timeout' | 'unreachable' | 'failed';

/** The other server is to blame, not who has asked us. */
export class OutboundError extends Error {
  override name = 'OutboundError';

  constructor(
    readonly failure: CallFailure,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
