import { errorSummary, field, Html, html, SUMMARY_ID, type Form } from '#api/platform/html';
import type { Code } from '#libs/kernel';
import type { Say } from '#libs/languages';
import type { SignInTexts } from './texts/index.js';

interface SignInView {
  readonly email: string;
  /** The account is signed in, and must be authenticated once more. */
  readonly isAgain: boolean;
  /** Of the application that the person goes on to. */
  readonly host: string | null;
  readonly problem: { readonly words: string; readonly code: Code } | null;
  /** Trusted HTML: the challenge that the browser solves before it sends the form. */
  readonly challenge: string;
  /** The other ways to sign in. */
  readonly ways: readonly Html[];
  readonly form: (content: Pick<Form, 'body' | 'button'>) => Html;
  readonly paths: {
    readonly forgot: string;
    readonly resend: string;
    /** `null` when strangers may not register. */
    readonly signUp: string | null;
    readonly another: string;
  };
}

/** The address is wrong only where it is missing: no other refusal says which of the two fields it is about. */
const fieldOf = ({ email }: SignInView) => (email === '' ? 'email' : 'password');

/** The form for address and password, and the links around it. */
export function signInPage(say: Say<SignInTexts>, view: SignInView): Html {
  const { problem, host, ways, isAgain, paths } = view;
  const summary = problem === null ? [] : [{ words: problem.words, fieldId: fieldOf(view) }];
  return html`${isAgain ? html`<p>${say('againIntro')}</p>` : null}
  ${host === null ? null : goesTo(say, host)} ${errorSummary(say.language, summary)}
  ${problem?.code === 'EMAIL_NOT_VERIFIED' ? link(paths.resend, say('resendLink')) : null}
  ${view.form({ body: fields(say, view), button: say('signInButton') })}
  ${link(paths.forgot, say('forgotLink'))}
  ${ways.length === 0 ? null : html`<p class="or">${say('otherWays')}</p>`} ${ways}
  ${isAgain ? link(paths.another, say('anotherLink')) : signUp(say, paths.signUp)}`;
}

const link = (path: string, words: string): Html => html`<p><a href="${path}">${words}</a></p>`;

/** Where the person goes on to: so that nobody is made to sign in to an application unnoticed. */
export const goesTo = (say: Say<SignInTexts>, host: string): Html =>
  html`<p>${say.parts('signInGoesTo', { host: html`<strong><bdi>${host}</bdi></strong>` })}</p>`;

function fields(say: Say<SignInTexts>, view: SignInView): Html[] {
  const { email, isAgain, problem, challenge } = view;
  const describedBy = problem === null ? null : SUMMARY_ID;
  const isTyped = email !== '';
  const address = field({
    id: 'email',
    label: say('signInAddress'),
    type: 'email',
    value: email,
    autocomplete: 'username webauthn',
    describedBy,
    isRequired: true,
    isReadonly: isAgain,
    isFocused: problem === null && !isTyped,
    maxlength: 320,
  });
  const password = field({
    id: 'password',
    label: say('signInPassword'),
    type: 'password',
    autocomplete: 'current-password',
    describedBy,
    isRequired: true,
    isFocused: problem === null && isTyped,
    maxlength: 1024,
  });
  return [address, password, new Html(challenge)];
}

const signUp = (say: Say<SignInTexts>, path: string | null): Html | null =>
  path === null
    ? null
    : html`<p>
        ${say.parts('signUpQuestion', { link: html`<a href="${path}">${say('signUpLink')}</a>` })}
      </p>`;

/** The owner must confirm by mail: the page leads back to the form. */
export const heldPage = (say: Say<SignInTexts>, againPath: string): Html =>
  html`<p role="status">${say('heldMailed')}</p>
    <p>${say('heldNext')}</p>
    <p><a href="${againPath}">${say('againTitle')}</a></p>`;
