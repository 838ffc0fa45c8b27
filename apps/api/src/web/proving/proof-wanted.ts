import { PROOF_PURPOSES, type ProofPurpose } from '#libs/access';
import { AppError } from '#libs/kernel';
import { ownPage } from '../visits/page-redirects.js';

/** The act that a proof is for, and its page. */
export interface ProofWanted {
  readonly purpose: ProofPurpose;
  readonly next: `/account${string}`;
}

/** @throws AppError `NOT_FOUND` for a purpose or page that no link of ours names */
export function wantedOf({
  purpose,
  next,
}: {
  readonly purpose?: string;
  readonly next?: string;
}): ProofWanted {
  const known = PROOF_PURPOSES.find((one) => one === purpose);
  const page = ownPage(next);
  if (known === undefined || page === null)
    throw new AppError('NOT_FOUND', { detail: 'There is no such page.' });
  return { purpose: known, next: page };
}
