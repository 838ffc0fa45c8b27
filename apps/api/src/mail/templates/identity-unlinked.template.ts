import { defineTemplate, formatMoment } from './template.js';

interface UnlinkedData {
  readonly at: Date;
  readonly provider: string;
  readonly resetLink: string;
}

/** Tells the owner of an account that a way into it was closed. */
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
