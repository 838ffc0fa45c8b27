import { defineTemplate, formatMoment } from './template.js';

/** Tells the owner of an account that its password is another now: the mail that unmasks a thief. */
export const passwordChanged = defineTemplate<{ at: Date }>({
  subject: 'Your password for {{appName}} was changed',
  html: `<p>{{greeting}}</p>
<p>The password of your account at {{appName}} was changed on {{at}}.</p>
<p>It was you? Then there is nothing to do.</p>
<p>It was not you? Then somebody else can get into your account: choose a new password at once, here: <a href="{{forgotLink}}">{{forgotLink}}</a></p>`,
  text: `{{greeting}}

The password of your account at {{appName}} was changed on {{at}}.

It was you? Then there is nothing to do.

It was not you? Then somebody else can get into your account: choose a new password at once, here: {{forgotLink}}`,
  context: ({ at }) => ({ at: formatMoment(at) }),
  cancels: ['verify-email', 'reset-password'],
  notice: 'the password was changed',
});
