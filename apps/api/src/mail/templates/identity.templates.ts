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
