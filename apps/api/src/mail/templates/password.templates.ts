import { defineTemplate, formatMoment } from './template.js';

/** Lets the owner of an address choose a new password. */
export const resetPassword = defineTemplate<{ link: string; expiresAt: Date }>({
  subject: 'Choose a new password for {{appName}}',
  html: `<p>{{greeting}}</p>
<p>Somebody asked for a new password for your account at {{appName}}. If it was you, choose one here:</p>
<p><a class="button" href="{{link}}">Choose a new password</a></p>
<p>If the button does not work, copy this address into your browser:<br><a href="{{link}}">{{link}}</a></p>
<p>The link works once, until {{expires}}. A new password ends every session of the account.</p>
<p>It was not you? Then do nothing: your password stays as it is. Give the link to nobody.</p>`,
  text: `{{greeting}}

Somebody asked for a new password for your account at {{appName}}. If it was you, choose one here:

{{link}}

The link works once, until {{expires}}. A new password ends every session of the account.

It was not you? Then do nothing: your password stays as it is. Give the link to nobody.`,
  context: ({ link, expiresAt }) => ({ link, expires: formatMoment(expiresAt) }),
  expiresAt: ({ expiresAt }) => expiresAt,
  cancels: ['reset-password'],
});

interface PasswordChangedData {
  readonly at: Date;
  /** The credentials that the reset removed, each in a few words. */
  readonly removed?: readonly string[];
  /** The credentials that the owner chose to keep. */
  readonly kept?: readonly string[];
}

/** Tells the owner that the password was changed, so that a takeover is noticed. */
export const passwordChanged = defineTemplate<PasswordChangedData>({
  subject: 'Your password for {{appName}} was changed',
  html: `<p>{{greeting}}</p>
<p>The password of your account at {{appName}} was changed on {{at}}.</p>
{{#if removed}}<p>These ways into the account were removed with it: {{removed}}.</p>
{{/if}}{{#if kept}}<p>These were looked at and kept: {{kept}}.</p>
{{/if}}<p>It was you? Then there is nothing to do.</p>
<p>It was not you? Then somebody else can get into your account: choose a new password at once, here: <a href="{{forgotLink}}">{{forgotLink}}</a></p>`,
  text: `{{greeting}}

The password of your account at {{appName}} was changed on {{at}}.

{{#if removed}}
These ways into the account were removed with it: {{removed}}.

{{/if}}
{{#if kept}}
These were looked at and kept: {{kept}}.

{{/if}}
It was you? Then there is nothing to do.

It was not you? Then somebody else can get into your account: choose a new password at once, here: {{forgotLink}}`,
  context: ({ at, removed = [], kept = [] }) => ({
    at: formatMoment(at),
    removed: removed.join('; '),
    kept: kept.join('; '),
  }),
  cancels: ['verify-email', 'reset-password'],
  notice: 'the password was changed',
});
