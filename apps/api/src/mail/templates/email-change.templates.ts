import { defineTemplate, formatMoment } from './template.js';

/** To the new address of an account. Its reader may be a stranger to the account: nothing of it is in the mail. */
export const confirmEmailChange = defineTemplate<{ link: string; expiresAt: Date }>({
  subject: 'Confirm your new address for {{appName}}',
  html: `<p>{{greeting}}</p>
<p>Somebody wants to use this address for an account at {{appName}}. If it was you, confirm it here, in the browser where you are signed in:</p>
<p><a class="button" href="{{link}}">Confirm the new address</a></p>
<p>If the button does not work, copy this address into that browser:<br><a href="{{link}}">{{link}}</a></p>
<p>The link works once, until {{expires}}.</p>
<p>It was not you? Then do nothing, and do not confirm it: the account would be somebody else's.</p>`,
  text: `{{greeting}}

Somebody wants to use this address for an account at {{appName}}. If it was you, confirm it here, in the browser where you are signed in:

{{link}}

The link works once, until {{expires}}.

It was not you? Then do nothing, and do not confirm it: the account would be somebody else's.`,
  context: ({ link, expiresAt }) => ({ link, expires: formatMoment(expiresAt) }),
  expiresAt: ({ expiresAt }) => expiresAt,
  cancels: ['confirm-email-change'],
});

/** Tells the owner, at the present address, that another one was asked for. The new one is not in it: an intruder has chosen it. */
export const emailChangeRequested = defineTemplate<{ at: Date }>({
  subject: 'A new address was asked for, for your account at {{appName}}',
  html: `<p>{{greeting}}</p>
<p>On {{at}} somebody who is signed in to your account at {{appName}} asked to change its e-mail address. Nothing has changed yet: it changes when the new address is confirmed. Then you get another mail, by which you can undo it.</p>
<p>It was you? Then there is nothing to do.</p>
<p>It was not you? Then somebody else can get into your account: choose a new password at once, which ends the change too, here: <a href="{{forgotLink}}">{{forgotLink}}</a></p>`,
  text: `{{greeting}}

On {{at}} somebody who is signed in to your account at {{appName}} asked to change its e-mail address. Nothing has changed yet: it changes when the new address is confirmed. Then you get another mail, by which you can undo it.

It was you? Then there is nothing to do.

It was not you? Then somebody else can get into your account: choose a new password at once, which ends the change too, here: {{forgotLink}}`,
  context: ({ at }) => ({ at: formatMoment(at) }),
  notice: 'a new address was asked for',
});

interface ChangedData {
  readonly at: Date;
  /** Undoes the change. */
  readonly link: string;
  readonly expiresAt: Date;
}

/** To the old address, which can get the account back. No notice: one that is folded would have no link. */
export const emailChanged = defineTemplate<ChangedData>({
  subject: 'Your account at {{appName}} has another address now',
  html: `<p>{{greeting}}</p>
<p>The e-mail address of your account at {{appName}} was changed on {{at}}. This address does not belong to it any more.</p>
<p>It was you? Then there is nothing to do.</p>
<p>It was not you? Then take the account back, until {{expires}}:</p>
<p><a class="button" href="{{link}}">This was not me</a></p>
<p>If the button does not work, copy this address into your browser:<br><a href="{{link}}">{{link}}</a></p>
<p>Everybody is signed out then, what was added since is removed, and you choose a new password.</p>`,
  text: `{{greeting}}

The e-mail address of your account at {{appName}} was changed on {{at}}. This address does not belong to it any more.

It was you? Then there is nothing to do.

It was not you? Then take the account back, until {{expires}}:

{{link}}

Everybody is signed out then, what was added since is removed, and you choose a new password.`,
  context: ({ at, link, expiresAt }) => ({
    at: formatMoment(at),
    link,
    expires: formatMoment(expiresAt),
  }),
  expiresAt: ({ expiresAt }) => expiresAt,
});

/** To the owner of an address that somebody else wants for another account. */
export const addressWanted = defineTemplate<{ resetLink: string }>({
  subject: 'Your address was given for another account at {{appName}}',
  html: `<p>{{greeting}}</p>
<p>Somebody wanted to use this address for another account at {{appName}}. It belongs to your account, so nothing has changed, and they were not told.</p>
<p>It was you? Then sign in with this address. If you have forgotten its password, choose a new one here: <a href="{{resetLink}}">{{resetLink}}</a></p>
<p>It was not you? Then there is nothing to do.</p>`,
  text: `{{greeting}}

Somebody wanted to use this address for another account at {{appName}}. It belongs to your account, so nothing has changed, and they were not told.

It was you? Then sign in with this address. If you have forgotten its password, choose a new one here: {{resetLink}}

It was not you? Then there is nothing to do.`,
  context: ({ resetLink }) => ({ resetLink }),
});
