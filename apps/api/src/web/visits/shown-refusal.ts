import { AppError } from '#libs/kernel';

/** A refusal whose page is made already: limits and the log see the refusal, the person sees the page. */
export class ShownRefusal extends AppError {
  constructor(
    refused: AppError,
    /** As `Pages.send` has made it, with its status and headers. */
    readonly page: string,
  ) {
    super(refused.code, {
      detail: refused.detail,
      cause: refused.cause,
      params: refused.params,
      headers: refused.headers,
      ...(refused.about !== undefined && { about: refused.about }),
      ...(refused.retryAfterSeconds !== undefined && {
        retryAfterSeconds: refused.retryAfterSeconds,
      }),
    });
  }
}
