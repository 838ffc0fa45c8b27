import { defineTemplate, formatMoment } from './template.js';

interface PasskeyData {
  readonly at: Date;
  /** The model of the authenticator, of the server's own list; `null` when it is not known. */
  readonly authenticator: string | null;
}

const contextOf = ({ at, authenticator }: PasskeyData) => ({
  at: formatMoment(at),
  passkey: authenticator === null ? 'a passkey' : `a passkey (${authenticator})`,
});

/** Tells the owner that a passkey was added to the account, so that a takeover is noticed. */
export const passkeyAdded = defineTemplate<PasskeyData>({
  subject: 'A passkey for {{appName}} was added',
  html: `<p>{{greeting}}</p>
<p>Since {{at}} your account at {{appName}} can be signed in to with {{passkey}}.</p>
<p>It was you? Then there is nothing to do.</p>
<p>It was not you? Then choose a new password at once, here: <a href="{{forgotLink}}">{{forgotLink}}</a>, and remove the passkey from your account.</p>`,
  text: `{{greeting}}

Since {{at}} your account at {{appName}} can be signed in to with {{passkey}}.

It was you? Then there is nothing to do.

It was not you? Then choose a new password at once, here: {{forgotLink}}, and remove the passkey from your account.`,
  context: contextOf,
  notice: 'a passkey was added',
});

/** Tells the owner that a passkey was refused because it may have been copied. */
export const passkeyCopied = defineTemplate<PasskeyData>({
  subject: 'A passkey for {{appName}} was refused',
  html: `<p>{{greeting}}</p>
<p>On {{at}} {{passkey}} of your account at {{appName}} was refused: it counts its uses, and its count went back. Somebody may have a copy of it.</p>
<p>Remove this passkey from your account and add a new one. If you cannot sign in any more, choose a new password here: <a href="{{forgotLink}}">{{forgotLink}}</a></p>`,
  text: `{{greeting}}

On {{at}} {{passkey}} of your account at {{appName}} was refused: it counts its uses, and its count went back. Somebody may have a copy of it.

Remove this passkey from your account and add a new one. If you cannot sign in any more, choose a new password here: {{forgotLink}}`,
  context: contextOf,
  notice: 'a passkey was refused that may have been copied',
});

/** Tells the owner that the password was removed, so that a takeover is noticed. */
export const passwordRemoved = defineTemplate<{ readonly at: Date }>({
  subject: 'Your password for {{appName}} was removed',
  html: `<p>{{greeting}}</p>
<p>Since {{at}} your account at {{appName}} has no password: it is signed in to with a passkey.</p>
<p>It was you? Then there is nothing to do.</p>
<p>It was not you? Then somebody else can get into your account: choose a new password at once, here: <a href="{{forgotLink}}">{{forgotLink}}</a></p>`,
  text: `{{greeting}}

Since {{at}} your account at {{appName}} has no password: it is signed in to with a passkey.

It was you? Then there is nothing to do.

It was not you? Then somebody else can get into your account: choose a new password at once, here: {{forgotLink}}`,
  context: ({ at }) => ({ at: formatMoment(at) }),
  cancels: ['reset-password'],
  notice: 'the password was removed',
});
