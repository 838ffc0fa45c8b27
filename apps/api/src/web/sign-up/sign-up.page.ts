import { errorSummary, field, Html, html, SUMMARY_ID, type Form } from '#api/platform/html';
import type { Say } from '#libs/languages';
import { signInLink } from '../sign-in/sign-in-link.js';
import { webTexts } from '../texts/index.js';
import type { SignUpField, SignUpProblem, TypedSignUp } from './sign-up-problems.js';
import type { SignUpTexts } from './texts/index.js';

interface SignUpView {
  readonly typed: Omit<TypedSignUp, 'password'>;
  readonly problems: readonly SignUpProblem[];
  /** The application that the person goes on to; `null` for none. */
  readonly goesTo: Html | null;
  /** Trusted HTML: the challenge that the browser solves before it sends the form. */
  readonly challenge: string;
  readonly form: (content: Pick<Form, 'body' | 'button'>) => Html;
  readonly signInPath: string;
}

/** The form that registers an account. */
export function signUpPage(say: Say<SignUpTexts>, view: SignUpView): Html {
  const { problems, goesTo, form, signInPath } = view;
  const summary = problems.map(({ field: fieldId, words }) => ({
    words,
    ...(fieldId !== undefined && { fieldId }),
  }));
  const link = html`<a href="${signInPath}">${webTexts(say.language)('signIn')}</a>`;
  return html`${goesTo} ${errorSummary(say.language, summary)}
    ${form({ body: fields(say, view), button: say('signUpButton') })}
    <p>${say.parts('signUpHave', { link })}</p>`;
}

function fields(say: Say<SignUpTexts>, { typed, problems, challenge }: SignUpView): Html[] {
  const web = webTexts(say.language);
  const describedBy = (name: SignUpField) =>
    problems.some((problem) => problem.field === name) ? SUMMARY_ID : null;
  const named = (id: 'first_name' | 'last_name') => ({
    id,
    type: 'text' as const,
    describedBy: describedBy(id),
    maxlength: 100,
  });
  return [
    field({
      id: 'email',
      label: web('address'),
      type: 'email',
      value: typed.email,
      autocomplete: 'username',
      describedBy: describedBy('email'),
      isRequired: true,
      isFocused: problems.length === 0,
      maxlength: 320,
    }),
    field({
      id: 'password',
      label: say('signUpPassword'),
      type: 'password',
      autocomplete: 'new-password',
      hint: web('newPasswordHint'),
      describedBy: describedBy('password'),
      isRequired: true,
      minlength: 8,
    }),
    field({
      ...named('first_name'),
      label: say('signUpFirstName'),
      value: typed.firstName,
      autocomplete: 'given-name',
    }),
    field({
      ...named('last_name'),
      label: say('signUpLastName'),
      value: typed.lastName,
      autocomplete: 'family-name',
    }),
    new Html(challenge),
  ];
}

interface SentView {
  readonly signInPath: string;
  readonly resendPath: string;
}

/** What comes next: the mail, and then the sign-in. The same whether the address had an account or not. */
export function sentPage(say: Say<SignUpTexts>, { signInPath, resendPath }: SentView): Html {
  const link = html`<a href="${resendPath}">${say('signUpAskAgain')}</a>`;
  return html`<p class="good" role="status">${say('signUpSent')}</p>
    <p>${say('signUpThenSignIn')}</p>
    ${signInLink(webTexts(say.language), signInPath)}
    <p class="quiet">${say.parts('signUpNoMail', { link })}</p>`;
}

/** Where no address need be confirmed. */
export const registeredPage = (say: Say<SignUpTexts>, signInPath: string): Html =>
  html`<p class="good" role="status">${say('signUpDone')}</p>
    ${signInLink(webTexts(say.language), signInPath)}`;
