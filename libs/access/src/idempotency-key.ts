import { AppError } from '#libs/kernel';

const FIELD = 'Idempotency-Key';
const FORM = /^[\x21-\x7e]{1,255}$/;

/**
 * The `Idempotency-Key` of a request, from what its header holds; `null` without one. Node joins a header that was
 * sent twice with a blank, so that two keys are no key.
 * @throws AppError `VALIDATION_FAILED`
 */
export function readIdempotencyKey(header: unknown): string | null {
  if (header === undefined) return null;
  if (typeof header === 'string' && FORM.test(header)) return header;
  const message = 'must be one word of 1 to 255 visible characters';
  throw new AppError('VALIDATION_FAILED', {
    detail: `${FIELD} ${message}.`,
    errors: [{ field: FIELD, code: 'WRONG_FORM', message }],
  });
}
