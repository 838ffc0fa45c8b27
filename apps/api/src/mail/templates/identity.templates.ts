import { atMoment, defineTemplate, paragraph } from './template.js';

interface IdentityData {
  readonly at: Date;
  readonly provider: string;
  readonly resetLink: string;
}

/** Tells the owner that a provider was linked to the account, so that a takeover is noticed. */
export const identityLinked = defineTemplate<IdentityData>({
  subject: 'linkedSubject',
  body: [paragraph('linkedAt'), paragraph('wasYou'), paragraph('linkedNotYou')],
  context: ({ at, provider, resetLink }, language) => ({
    ...atMoment({ at }, language),
    provider,
    resetLink,
  }),
  notice: 'linkedNotice',
});

/** Tells the owner that a provider was unlinked from the account. */
export const identityUnlinked = defineTemplate<IdentityData>({
  subject: 'unlinkedSubject',
  body: [paragraph('unlinkedAt'), paragraph('wasYou'), paragraph('chooseHere')],
  context: ({ at, provider, resetLink }, language) => ({
    ...atMoment({ at }, language),
    provider,
    resetLink,
  }),
  notice: 'unlinkedNotice',
});

interface MergedData {
  readonly at: Date;
  /** The address of the kept account. */
  readonly account: string;
  /** The address of the account that was merged into it. */
  readonly ended: string;
  /** The id by which the operator can undo the merge, and until when; `null`: it cannot be undone. */
  readonly undo: { readonly id: string; readonly days: number } | null;
}

/** Tells both addresses that the accounts were merged. */
export const accountsMerged = defineTemplate<MergedData>({
  subject: 'mergedSubject',
  body: [
    paragraph('mergedAt'),
    paragraph('wasYou'),
    paragraph('mergedNotYou'),
    paragraph('mergedUndo', { when: 'undoId', count: 'undoDays' }),
  ],
  context: ({ at, account, ended, undo }, language) => ({
    ...atMoment({ at }, language),
    account,
    ended,
    undoId: undo?.id ?? '',
    undoDays: undo === null ? '' : String(undo.days),
  }),
  notice: 'mergedNotice',
});

interface UndoneData {
  readonly at: Date;
  /** The address of the other account. */
  readonly other: string;
}

/** Tells both addresses that a merge of their accounts was undone by the operator. */
export const mergeUndone = defineTemplate<UndoneData>({
  subject: 'undoneSubject',
  body: [paragraph('undoneAt'), paragraph('undoneChoose')],
  context: ({ at, other }, language) => ({ ...atMoment({ at }, language), other }),
  notice: 'undoneNotice',
});
