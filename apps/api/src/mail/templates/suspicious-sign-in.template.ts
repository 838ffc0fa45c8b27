import { defineTemplate, formatMoment } from './template.js';

interface SuspiciousData {
  readonly at: Date;
  readonly device: string;
  readonly from: string;
  readonly link: string;
  readonly expiresAt: Date;
}

/** Lets the owner of an account undo a sign-in that is hardly theirs. */
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
