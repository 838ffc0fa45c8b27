import { defineTemplate } from './template.js';

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
