import { defineTemplate, formatMoment } from './template.js';

interface LinkedData {
  readonly at: Date;
  readonly provider: string;
  readonly resetLink: string;
}

/** Tells the owner that a provider was linked to the account, so that a takeover is noticed. */
export const identityLinked = defineTemplate<LinkedData>({
  subject: 'Another way to sign in to {{appName}} was added',
  html: `<p>{{greeting}}</p>
<p>Since {{at}} your account at {{appName}} can be signed in to with {{provider}}.</p>
<p>It was you? Then there is nothing to do.</p>
<p>It was not you? Then choose a new password at once, here: <a href="{{resetLink}}">{{resetLink}}</a>, and remove {{provider}} from your account.</p>`,
  text: `{{greeting}}

Since {{at}} your account at {{appName}} can be signed in to with {{provider}}.

It was you? Then there is nothing to do.

It was not you? Then choose a new password at once, here: {{resetLink}}, and remove {{provider}} from your account.`,
  context: ({ at, provider, resetLink }) => ({ at: formatMoment(at), provider, resetLink }),
  notice: 'another way to sign in was added',
});

interface UnlinkedData {
  readonly at: Date;
  readonly provider: string;
  readonly resetLink: string;
}

/** Tells the owner that a provider was unlinked from the account. */
export const identityUnlinked = defineTemplate<UnlinkedData>({
  subject: 'A way to sign in to {{appName}} was removed',
  html: `<p>{{greeting}}</p>
<p>Since {{at}} your account at {{appName}} cannot be signed in to with {{provider}} any more.</p>
<p>It was you? Then there is nothing to do.</p>
<p>It was not you? Then choose a new password at once, here: <a href="{{resetLink}}">{{resetLink}}</a>.</p>`,
  text: `{{greeting}}

Since {{at}} your account at {{appName}} cannot be signed in to with {{provider}} any more.

It was you? Then there is nothing to do.

It was not you? Then choose a new password at once, here: {{resetLink}}`,
  context: ({ at, provider, resetLink }) => ({ at: formatMoment(at), provider, resetLink }),
  notice: 'a way to sign in was removed',
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
  subject: 'Two accounts at {{appName}} are one now',
  html: `<p>{{greeting}}</p>
<p>On {{at}} two accounts at {{appName}} were merged: that of {{ended}} into the one of {{account}}. The first does not exist any more; its roles and linked providers have moved.</p>
<p>It was you? Then there is nothing to do.</p>
<p>It was not you? Then tell the operators of {{appName}} at once.{{#if undoId}} For {{undoDays}} days they can undo it; give them this number: {{undoId}}{{/if}}</p>`,
  text: `{{greeting}}

On {{at}} two accounts at {{appName}} were merged: that of {{ended}} into the one of {{account}}. The first does not exist any more; its roles and linked providers have moved.

It was you? Then there is nothing to do.

It was not you? Then tell the operators of {{appName}} at once.{{#if undoId}} For {{undoDays}} days they can undo it; give them this number: {{undoId}}{{/if}}`,
  context: ({ at, account, ended, undo }) => ({
    at: formatMoment(at),
    account,
    ended,
    undoId: undo?.id ?? '',
    undoDays: undo === null ? '' : String(undo.days),
  }),
  notice: 'two accounts were merged',
});

interface UndoneData {
  readonly at: Date;
  /** The address of the other account. */
  readonly other: string;
}

/** Tells both addresses that a merge of their accounts was undone by the operator. */
export const mergeUndone = defineTemplate<UndoneData>({
  subject: 'Your account at {{appName}} stands by itself again',
  html: `<p>{{greeting}}</p>
<p>On {{at}} the merge of your account at {{appName}} with the one of {{other}} was undone. Each is its own again, with its password, its linked providers and its roles, and everybody is signed out of both.</p>
<p>Did somebody else know your password? Then choose a new one, here: <a href="{{forgotLink}}">{{forgotLink}}</a></p>`,
  text: `{{greeting}}

On {{at}} the merge of your account at {{appName}} with the one of {{other}} was undone. Each is its own again, with its password, its linked providers and its roles, and everybody is signed out of both.

Did somebody else know your password? Then choose a new one, here: {{forgotLink}}`,
  context: ({ at, other }) => ({ at: formatMoment(at), other }),
  notice: 'a merge was undone',
});
