import { defineTemplate, formatMoment } from './template.js';

interface ChangedData {
  readonly at: Date;
  /** In a few words, with its name. */
  readonly factor: string;
}

/** Tells the owner that a factor was added, so that a takeover is noticed. */
export const factorAdded = defineTemplate<ChangedData>({
  subject: 'A second factor of your account at {{appName}} was added',
  html: `<p>{{greeting}}</p>
<p>On {{at}} your account at {{appName}} got {{factor}}.</p>
<p>It was you? Then there is nothing to do.</p>
<p>It was not you? Then choose a new password at once, here: <a href="{{forgotLink}}">{{forgotLink}}</a>, and remove what you do not know from your account.</p>`,
  text: `{{greeting}}

On {{at}} your account at {{appName}} got {{factor}}.

It was you? Then there is nothing to do.

It was not you? Then choose a new password at once, here: {{forgotLink}}, and remove what you do not know from your account.`,
  context: ({ at, factor }) => ({ at: formatMoment(at), factor }),
  notice: 'a second factor was added',
});

/** Tells the owner that a factor was removed. */
export const factorRemoved = defineTemplate<ChangedData & { readonly isLast: boolean }>({
  subject: 'A second factor of your account at {{appName}} was removed',
  html: `<p>{{greeting}}</p>
<p>On {{at}} your account at {{appName}} lost {{factor}}.</p>
{{#if isLast}}<p>It was the last one: the account needs no second factor now.</p>
{{/if}}<p>It was you? Then there is nothing to do.</p>
<p>It was not you? Then choose a new password at once, here: <a href="{{forgotLink}}">{{forgotLink}}</a></p>`,
  text: `{{greeting}}

On {{at}} your account at {{appName}} lost {{factor}}.

{{#if isLast}}
It was the last one: the account needs no second factor now.

{{/if}}
It was you? Then there is nothing to do.

It was not you? Then choose a new password at once, here: {{forgotLink}}`,
  context: ({ at, factor, isLast }) => ({
    at: formatMoment(at),
    factor,
    isLast: isLast ? 'yes' : '',
  }),
  notice: 'a second factor was removed',
});

/** When so few codes are left, the owner is told to make new ones. */
const FEW = 3;

/** Tells the owner that a recovery code was used. */
export const recoveryCodeUsed = defineTemplate<{ readonly at: Date; readonly left: number }>({
  subject: 'A recovery code of your account at {{appName}} was used',
  html: `<p>{{greeting}}</p>
<p>On {{at}} a recovery code of your account at {{appName}} was used. Codes that are left: {{left}}.</p>
{{#if few}}<p>Those are few: make new codes in your account, and keep them where you find them without your devices.</p>
{{/if}}<p>It was you? Then there is nothing else to do.</p>
<p>It was not you? Then somebody has your codes: choose a new password at once, here: <a href="{{forgotLink}}">{{forgotLink}}</a>, and make new codes.</p>`,
  text: `{{greeting}}

On {{at}} a recovery code of your account at {{appName}} was used. Codes that are left: {{left}}.

{{#if few}}
Those are few: make new codes in your account, and keep them where you find them without your devices.

{{/if}}
It was you? Then there is nothing else to do.

It was not you? Then somebody has your codes: choose a new password at once, here: {{forgotLink}}, and make new codes.`,
  context: ({ at, left }) => ({
    at: formatMoment(at),
    left: String(left),
    few: left <= FEW ? 'yes' : '',
  }),
  notice: 'a recovery code was used',
});

interface ResetRequestedData {
  readonly at: Date;
  readonly link: string;
  /** When the factors are removed. */
  readonly dueAt: Date;
}

/** Lets the owner object to the removal of all factors. */
export const factorResetRequested = defineTemplate<ResetRequestedData>({
  subject: 'The second factors of your account at {{appName}} will be removed',
  html: `<p>{{greeting}}</p>
<p>On {{at}} an operator of {{appName}} ordered that all second factors of your account be removed: authenticator apps, passkeys and recovery codes. It happens on {{due}}; then everybody is signed out, and the password alone lets in.</p>
<p>You have asked for it? Then there is nothing to do.</p>
<p>You have not? Then object before that moment, and your factors stay:</p>
<p><a class="button" href="{{link}}">Keep my factors</a></p>
<p>If the button does not work, copy this address into your browser:<br><a href="{{link}}">{{link}}</a></p>`,
  text: `{{greeting}}

On {{at}} an operator of {{appName}} ordered that all second factors of your account be removed: authenticator apps, passkeys and recovery codes. It happens on {{due}}; then everybody is signed out, and the password alone lets in.

You have asked for it? Then there is nothing to do.

You have not? Then object before that moment, and your factors stay:

{{link}}`,
  context: ({ at, link, dueAt }) => ({ at: formatMoment(at), link, due: formatMoment(dueAt) }),
  expiresAt: ({ dueAt }) => dueAt,
  cancels: ['factor-reset-requested'],
});

/** Tells the owner that all factors were removed. */
export const factorsReset = defineTemplate<{ readonly at: Date }>({
  subject: 'The second factors of your account at {{appName}} were removed',
  html: `<p>{{greeting}}</p>
<p>On {{at}} all second factors of your account at {{appName}} were removed, as an operator ordered, and everybody was signed out. The password alone lets in now: sign in and add a second factor again.</p>
<p>You did not ask for it? Then choose a new password at once, here: <a href="{{forgotLink}}">{{forgotLink}}</a>, and tell the operators.</p>`,
  text: `{{greeting}}

On {{at}} all second factors of your account at {{appName}} were removed, as an operator ordered, and everybody was signed out. The password alone lets in now: sign in and add a second factor again.

You did not ask for it? Then choose a new password at once, here: {{forgotLink}}, and tell the operators.`,
  context: ({ at }) => ({ at: formatMoment(at) }),
  cancels: ['factor-reset-requested'],
  notice: 'all second factors were removed',
});
