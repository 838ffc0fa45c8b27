import { defineTemplate, formatMoment, type TemplateDefinition } from './template.js';

interface VerifyData {
  readonly link: string;
  readonly expiresAt: Date;
  /** The linked providers of the account, which may belong to another person. */
  readonly providers: readonly string[];
}

const WORDS: TemplateDefinition<VerifyData> = {
  subject: 'Confirm your e-mail address for {{appName}}',
  html: `<p>{{greeting}}</p>
<p>An account at {{appName}} was made with this address. To confirm that it is yours, open this page and press the button on it:</p>
{{#if providers}}<p>It can be signed in to with {{providers}}. Confirm it only if that is you: whoever signs in there gets into this account.</p>
{{/if}}<p><a class="button" href="{{link}}">Confirm my address</a></p>
<p>If the button does not work, copy this address into your browser:<br><a href="{{link}}">{{link}}</a></p>
<p>The link works once, until {{expires}}.</p>
<p>You did not make an account? Then do nothing: without your confirmation the address stays unconfirmed.</p>`,
  text: `{{greeting}}

An account at {{appName}} was made with this address. To confirm that it is yours, open this page and press the button on it:

{{#if providers}}It can be signed in to with {{providers}}. Confirm it only if that is you: whoever signs in there gets into this account.

{{/if}}{{link}}

The link works once, until {{expires}}.

You did not make an account? Then do nothing: without your confirmation the address stays unconfirmed.`,
  context: ({ link, expiresAt, providers }) => ({
    link,
    expires: formatMoment(expiresAt),
    providers: providers.join(', '),
  }),
  expiresAt: ({ expiresAt }) => expiresAt,
};

/** Asks the owner of a new account's address to confirm it. */
export const verifyEmail = defineTemplate<VerifyData>({ ...WORDS, cancels: ['verify-email'] });

/**
 * The same for a further registration of an unconfirmed address. Each registration has its own link, which invalidates no
 * other link.
 */
export const verifyRegistration = defineTemplate<VerifyData>(WORDS);

/** Tells the owner of an account that a registration with the same address was requested. */
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
