import { PROOF_HEADER } from '#libs/access';

/** What a request shows as its fresh proof; repeated, it is one text that is no proof. */
export function shownProof(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): string | undefined {
  const shown = headers[PROOF_HEADER];
  return typeof shown === 'string' && shown !== '' ? shown : undefined;
}
