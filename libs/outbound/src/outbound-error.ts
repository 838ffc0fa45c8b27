/** Why a call to another server came to nothing. */
export type CallFailure = 'timeout' | 'unreachable' | 'failed';

export interface OutboundErrorOptions extends ErrorOptions {
  /** What the other server answered, where it did. */
  readonly status?: number;
  readonly headers?: Headers;
}

/** The other server is to blame, not who has asked us. */
export class OutboundError extends Error {
  override name = 'OutboundError';
  readonly status: number | undefined;
  readonly headers: Headers | undefined;

  constructor(
    readonly failure: CallFailure,
    message: string,
    { status, headers, ...options }: OutboundErrorOptions = {},
  ) {
    super(message, options);
    this.status = status;
    this.headers = headers;
  }
}
