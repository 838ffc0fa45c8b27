import { AppError } from '#libs/kernel';

export const invalidMerge = (detail: string, cause?: unknown) =>
  new AppError('INVALID_MERGE', { detail, cause });

/** Every service receives access tokens, and could merge the account into another one. */
export const tokenIsNoProof = () =>
  new AppError('INVALID_MERGE', {
    detail:
      'other_access_token is no longer taken, because every service sees such tokens. Prove the other account for this merge: POST /api/auth/proofs {"purpose": "merge", "email", "password"}, or POST /api/auth/proofs/{provider} {"purpose": "merge"}, and send the answer as other_proof.',
    errors: [
      {
        field: 'other_access_token',
        code: 'NOT_ALLOWED',
        message: 'other_access_token is no longer taken: send other_proof',
      },
    ],
  });

/** One password would open what needed two factors. */
export const keptNeedsFactor = (userId: string) =>
  new AppError('MERGE_NEEDS_SECOND_FACTOR', {
    detail:
      'The other account has a second factor, and this one has none: add one to this account first, or merge it into the other one',
    about: userId,
  });

export const mergeChanged = () =>
  new AppError('MERGE_CHANGED', {
    detail: 'The accounts have changed since the preview. Look at it again.',
  });

export const mergeNotFound = (days: number) =>
  new AppError('MERGE_NOT_FOUND', {
    detail: `There is no such merge, or it was more than ${days} days ago (MERGE_UNDO_DAYS)`,
  });

export const mergeAmbiguous = (ids: readonly string[]) =>
  new AppError('MERGE_AMBIGUOUS', {
    detail: `There are several merges of this account; name one by its id: ${ids.join(', ')}`,
  });

export const mergeUndone = () =>
  new AppError('MERGE_ALREADY_UNDONE', { detail: 'The merge is undone already' });

export const mergeTooOld = (days: number) =>
  new AppError('MERGE_UNDO_EXPIRED', {
    detail: `The merge was more than ${days} days ago (MERGE_UNDO_DAYS)`,
  });

export const mergeCovered = (ids: readonly string[]) =>
  new AppError('MERGE_COVERED', {
    detail: `The kept account was itself merged into another since; undo that merge first: ${ids.join(', ')}`,
  });

export const mergeAddressTaken = () =>
  new AppError('EMAIL_TAKEN', {
    detail:
      'The address of the account that ended has another account meanwhile: it cannot come back beside that one',
  });
