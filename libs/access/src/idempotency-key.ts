import { AppError } from '#libs/kernel';

const FIELD = 'Idempotency-Key';
const FORM = /^[\x21-\x7e]{1,255}$/;

/**
 * Parses the `Idempotency-Key` header; `null` without one. Node joins a repeated header with a space, which is no
 * valid key.
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
