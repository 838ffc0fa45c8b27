import { defineTemplate, formatMoment } from './template.js';

interface SignInCodeData {
  /** Six digits. */
  readonly code: string;
  readonly link: string;
  readonly expiresAt: Date;
}

/** Lets the owner of an address sign in, where it was asked for. */
export const signInCode = defineTemplate<SignInCodeData>({
  subject: 'Your code to sign in to {{appName}}',
  html: `<p>{{greeting}}</p>
<p>Somebody asked to sign in to your account at {{appName}}. If it was you, type this code where you asked for it:</p>
<p><strong>{{code}}</strong></p>
<p>Or open this link in the same browser:</p>
<p><a class="button" href="{{link}}">Sign in</a></p>
<p>If the button does not work, copy this address into that browser:<br><a href="{{link}}">{{link}}</a></p>
<p>Both work once, until {{expires}}, and nowhere else than where they were asked for.</p>
<p>It was not you? Then do nothing. Give the code to nobody: we never ask for it.</p>`,
  text: `{{greeting}}

Somebody asked to sign in to your account at {{appName}}. If it was you, type this code where you asked for it:

{{code}}

Or open this link in the same browser:

{{link}}

Both work once, until {{expires}}, and nowhere else than where they were asked for.

It was not you? Then do nothing. Give the code to nobody: we never ask for it.`,
  context: ({ code, link, expiresAt }) => ({ code, link, expires: formatMoment(expiresAt) }),
  expiresAt: ({ expiresAt }) => expiresAt,
});
