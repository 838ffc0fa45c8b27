/** Why a call to another server failed. */
export type CallFailure = 'timeout' | 'unreachable' | 'failed';

export interface OutboundErrorOptions extends ErrorOptions {
  /** The status of the response, if there was one. */
  readonly status?: number;
  readonly headers?: Headers;
}

/** A failure of the other server, not of the client whose request caused the call. */
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
