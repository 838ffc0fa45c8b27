import { defineTemplate, formatMoment } from './template.js';

interface NewDeviceData {
  readonly at: Date;
  readonly device: string;
  readonly from: string;
}

/** Tells the owner of an account of its first sign-in from a device. */
export const newDevice = defineTemplate<NewDeviceData>({
  subject: 'A new device has signed in to {{appName}}',
  html: `<p>{{greeting}}</p>
<p>Your account at {{appName}} was signed in to from a device that it has not seen before: {{device}}, from {{from}}, on {{at}}.</p>
<p>It was you? Then there is nothing to do.</p>
<p>It was not you? Then choose a new password at once, here: <a href="{{forgotLink}}">{{forgotLink}}</a></p>`,
  text: `{{greeting}}

Your account at {{appName}} was signed in to from a device that it has not seen before: {{device}}, from {{from}}, on {{at}}.

It was you? Then there is nothing to do.

It was not you? Then choose a new password at once, here: {{forgotLink}}`,
  context: ({ at, device, from }) => ({ at: formatMoment(at), device, from }),
  notice: 'a sign-in from a new device',
});

interface SuspiciousData {
  readonly at: Date;
  readonly device: string;
  readonly from: string;
  readonly link: string;
  readonly expiresAt: Date;
}

/** Lets the owner undo a suspicious sign-in. */
export const suspiciousSignIn = defineTemplate<SuspiciousData>({
  subject: 'Was it you? An unusual sign-in to {{appName}}',
  html: `<p>{{greeting}}</p>
<p>Your account at {{appName}} was signed in to in an unusual way: {{device}}, from {{from}}, on {{at}}.</p>
<p>It was you? Then there is nothing to do.</p>
<p>It was not you? Then say so here, until {{until}}. Everybody is signed out, and you choose a new password:</p>
<p><a class="button" href="{{link}}">This was not me</a></p>
<p>If the button does not work, copy this address into your browser:<br><a href="{{link}}">{{link}}</a></p>`,
  text: `{{greeting}}

Your account at {{appName}} was signed in to in an unusual way: {{device}}, from {{from}}, on {{at}}.

It was you? Then there is nothing to do.

It was not you? Then say so here, until {{until}}. Everybody is signed out, and you choose a new password:

{{link}}`,
  context: ({ at, device, from, link, expiresAt }) => ({
    at: formatMoment(at),
    device,
    from,
    link,
    until: formatMoment(expiresAt),
  }),
  expiresAt: ({ expiresAt }) => expiresAt,
  notice: 'an unusual sign-in',
});

interface ConfirmData {
  readonly at: Date;
  readonly device: string;
  readonly from: string;
  readonly link: string;
  readonly expiresAt: Date;
}

/** Asks the owner of an account whether a sign-in that was refused is theirs. */
export const confirmSignIn = defineTemplate<ConfirmData>({
  subject: 'Confirm your sign-in to {{appName}}',
  html: `<p>{{greeting}}</p>
<p>Somebody who knows your password wanted to sign in to your account at {{appName}} in an unusual way and was held up: {{device}}, from {{from}}, on {{at}}.</p>
<p>It was you? Then confirm it here, until {{until}}, and sign in once more:</p>
<p><a class="button" href="{{link}}">Yes, this was me</a></p>
<p>If the button does not work, copy this address into your browser:<br><a href="{{link}}">{{link}}</a></p>
<p>It was not you? Then choose a new password at once, here: <a href="{{forgotLink}}">{{forgotLink}}</a></p>`,
  text: `{{greeting}}

Somebody who knows your password wanted to sign in to your account at {{appName}} in an unusual way and was held up: {{device}}, from {{from}}, on {{at}}.

It was you? Then confirm it here, until {{until}}, and sign in once more:

{{link}}

It was not you? Then choose a new password at once, here: {{forgotLink}}`,
  context: ({ at, device, from, link, expiresAt }) => ({
    at: formatMoment(at),
    device,
    from,
    link,
    until: formatMoment(expiresAt),
  }),
  expiresAt: ({ expiresAt }) => expiresAt,
  cancels: ['confirm-sign-in'],
  notice: 'an unusual sign-in that was held up',
});

interface UndoneData {
  readonly at: Date;
  /** What the denied session had made and the denial removed, each in a few words. */
  readonly removed: readonly string[];
}

/** Tells the owner what the denial of a sign-in removed. */
export const signInUndone = defineTemplate<UndoneData>({
  subject: 'What a stranger had made in your account at {{appName}} is removed',
  html: `<p>{{greeting}}</p>
<p>On {{at}} a sign-in to your account at {{appName}} was undone by the link of our mail. Removed with it, because that sign-in had made it: {{removed}}.</p>
<p>Something of it was yours? Then add it again once you have chosen a new password, here: <a href="{{forgotLink}}">{{forgotLink}}</a></p>`,
  text: `{{greeting}}

On {{at}} a sign-in to your account at {{appName}} was undone by the link of our mail. Removed with it, because that sign-in had made it: {{removed}}.

Something of it was yours? Then add it again once you have chosen a new password, here: {{forgotLink}}`,
  context: ({ at, removed }) => ({ at: formatMoment(at), removed: removed.join('; ') }),
  notice: 'a sign-in was undone',
});

interface DeniedActsData {
  readonly at: Date;
  /** The id of the account. */
  readonly account: string;
  /** The kinds of acts, each with its count. */
  readonly acts: readonly string[];
}

/** Tells an administrator what a denied session did to other accounts. */
export const deniedActs = defineTemplate<DeniedActsData>({
  subject: 'A stranger has acted as one of the people of {{appName}}',
  html: `<p>{{greeting}}</p>
<p>On {{at}} the owner of the account {{account}} said that a sign-in to it was not theirs. In that sign-in things were done to others: {{acts}}.</p>
<p>The ways into the account and the application tokens that it made are gone. The rest was left as it is, for others may rely on it: look at the audit trail of that account, and undo what should not be.</p>`,
  text: `{{greeting}}

On {{at}} the owner of the account {{account}} said that a sign-in to it was not theirs. In that sign-in things were done to others: {{acts}}.

The ways into the account and the application tokens that it made are gone. The rest was left as it is, for others may rely on it: look at the audit trail of that account, and undo what should not be.`,
  context: ({ at, account, acts }) => ({ at: formatMoment(at), account, acts: acts.join('; ') }),
  notice: 'a denied sign-in had acted on others',
});

interface SummaryData {
  /** What happened, how often and when: one sentence. */
  readonly what: string;
}

/** Reports to the owner the folded notices of an hour. */
export const securitySummary = defineTemplate<SummaryData>({
  subject: 'Much has happened to your account at {{appName}}',
  html: `<p>{{greeting}}</p>
<p>More has happened to your account at {{appName}} than we send a mail each of. What you have no other mail of: {{what}}.</p>
<p>It was you? Then there is nothing to do.</p>
<p>It was not you? Then somebody else can get into your account: choose a new password at once, here: <a href="{{forgotLink}}">{{forgotLink}}</a></p>`,
  text: `{{greeting}}

More has happened to your account at {{appName}} than we send a mail each of. What you have no other mail of: {{what}}.

It was you? Then there is nothing to do.

It was not you? Then somebody else can get into your account: choose a new password at once, here: {{forgotLink}}`,
  context: ({ what }) => ({ what }),
});
