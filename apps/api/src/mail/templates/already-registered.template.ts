import { defineTemplate } from './template.js';

/** Tells the owner of an account that somebody tried to make another with their address. */
export const alreadyRegistered = defineTemplate<{ signInLink: string; resetLink: string }>({
  subject: 'You already have an account at {{appName}}',
  html: `<p>{{greeting}}</p>
<p>Somebody, perhaps you, tried to make an account at {{appName}} with this address. You already have one, and it is unchanged.</p>
<p>To use it, sign in as before: <a href="{{signInLink}}">{{signInLink}}</a></p>
<p>If you do not know the password any more, ask for a new one here: <a href="{{resetLink}}">{{resetLink}}</a></p>
<p>It was not you? Then there is nothing to do: nobody learns from us that you have an account.</p>`,
  text: `{{greeting}}

Somebody, perhaps you, tried to make an account at {{appName}} with this address. You already have one, and it is unchanged.

To use it, sign in as before: {{signInLink}}

If you do not know the password any more, ask for a new one here: {{resetLink}}

It was not you? Then there is nothing to do: nobody learns from us that you have an account.`,
  context: ({ signInLink, resetLink }) => ({ signInLink, resetLink }),
});
