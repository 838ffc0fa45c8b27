import { defineTemplate, formatMoment } from './template.js';

/** Lets the owner of an address choose a new password. */
export const resetPassword = defineTemplate<{ link: string; expiresAt: Date }>({
  subject: 'Choose a new password for {{appName}}',
  html: `<p>{{greeting}}</p>
<p>Somebody asked for a new password for your account at {{appName}}. If it was you, choose one here:</p>
<p><a class="button" href="{{link}}">Choose a new password</a></p>
<p>If the button does not work, copy this address into your browser:<br><a href="{{link}}">{{link}}</a></p>
<p>The link works once, until {{expires}}. Everybody who is signed in to the account is signed out then.</p>
<p>It was not you? Then do nothing: your password stays as it is. Give the link to nobody.</p>`,
  text: `{{greeting}}

Somebody asked for a new password for your account at {{appName}}. If it was you, choose one here:

{{link}}

The link works once, until {{expires}}. Everybody who is signed in to the account is signed out then.

It was not you? Then do nothing: your password stays as it is. Give the link to nobody.`,
  context: ({ link, expiresAt }) => ({ link, expires: formatMoment(expiresAt) }),
  expiresAt: ({ expiresAt }) => expiresAt,
  cancels: ['reset-password'],
});
