import { PROOF_HEADER } from '#libs/access';

/** The fresh proof of a request; a repeated header is one text, which is no valid proof. */
export function shownProof(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): string | undefined {
  const shown = headers[PROOF_HEADER];
  return typeof shown === 'string' && shown !== '' ? shown : undefined;
}
