import { errorSummary, field, form, html, type Html } from '#api/platform/html';
import type { Say } from '#libs/languages';
import { newPasswordFields } from './new-password.page.js';
import { signInLink } from '../sign-in/sign-in-link.js';
import type { WebTexts } from '../texts/index.js';

interface VerifyForm {
  readonly action: string;
  readonly token: string;
  readonly address: string;
}

/** The problem of the last attempt, and which of the two forms it is of. */
export interface VerifyProblem {
  readonly field: 'password' | 'new_password';
  readonly words: readonly string[];
}

const question = (say: Say<WebTexts>, address: string): Html =>
  html`<p>
    ${say.parts('verifyQuestion', { address: html`<strong><bdi>${address}</bdi></strong>` })}
  </p>`;

/** The button that confirms an address, for the browser that registered. Opening the page changes nothing. */
export const verifyForm = (say: Say<WebTexts>, { action, token, address }: VerifyForm): Html =>
  html`${question(say, address)}
  ${form({ action, language: say.language, hidden: { token }, button: say('verifyButton') })}`;

type ProofForm = VerifyForm & { readonly problem: VerifyProblem | null };

const problemOf = (say: Say<WebTexts>, { problem }: ProofForm, of: VerifyProblem['field']) => {
  if (problem?.field !== of) return { summary: null, problemId: null };
  const problemId = `${of}_problem`;
  const problems = problem.words.map((words) => ({ words, fieldId: of }));
  return { summary: errorSummary(say.language, problems, problemId), problemId };
};

/** The account for password managers. */
const account = ({ address }: VerifyForm): Html =>
  html`<input type="text" value="${address}" autocomplete="username" hidden readonly />`;

function passwordForm(say: Say<WebTexts>, view: ProofForm): Html {
  const { summary, problemId } = problemOf(say, view, 'password');
  const password = field({
    id: 'password',
    type: 'password',
    label: say('verifyPassword'),
    hint: say('verifyPasswordHint'),
    autocomplete: 'current-password',
    describedBy: problemId,
    isRequired: true,
  });
  const { action, token } = view;
  return html`${summary}
  ${form({
    action,
    language: say.language,
    hidden: { token },
    body: [account(view), password],
    button: say('verifyButton'),
  })}`;
}

function newPasswordForm(say: Say<WebTexts>, view: ProofForm): Html {
  const { summary, problemId } = problemOf(say, view, 'new_password');
  const { action, token } = view;
  return html`${summary}
  ${form({
    action,
    language: say.language,
    hidden: { token },
    body: [account(view), newPasswordFields(say, { name: 'new_password', problemId })],
    button: say('verifySetButton'),
  })}`;
}

/** For every other browser: the password of the registration, or a new one. */
export const proofForm = (say: Say<WebTexts>, view: ProofForm): Html =>
  html`${question(say, view.address)}
    <p>${say('verifyProof')}</p>
    ${passwordForm(say, view)}
    <h2>${say('verifyOtherwise')}</h2>
    <p>${say('verifyReplace')}</p>
    ${newPasswordForm(say, view)}`;

export const verified = (say: Say<WebTexts>, signInPath: string): Html =>
  html`<p class="good" role="status">${say('verifyDone')}</p>
    <p>${say('verifySignIn')}</p>
    ${signInLink(say, signInPath)}`;

/** The link was used, replaced or has expired, or another link confirmed the address. */
export const deadVerifyLink = (
  say: Say<WebTexts>,
  paths: { readonly resend: string; readonly forgot: string },
): Html => {
  const choose = html`<a href="${paths.forgot}">${say('choosePassword')}</a>`;
  const ask = html`<a href="${paths.resend}">${say('askForLink')}</a>`;
  return html`<p class="bad" role="alert">${say('deadLink')}</p>
    <p>${say.parts('deadVerified', { link: choose })}</p>
    <p>${say.parts('deadElse', { link: ask })}</p>`;
};
