import { defineTemplate, formatMoment } from './template.js';

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
