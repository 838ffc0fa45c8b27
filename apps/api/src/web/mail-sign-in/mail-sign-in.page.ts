import { errorSummary, field, Html, html, SUMMARY_ID, type Form } from '#api/platform/html';
import type { Say } from '#libs/languages';
import type { MailSignInTexts } from './texts/index.js';

type MakeForm = (content: Pick<Form, 'body' | 'button'>) => Html;

interface AskView {
  /** As typed, or as the application expects it. */
  readonly email: string;
  readonly problem: string | null;
  /** Trusted HTML: the challenge that the browser solves before it sends the form. */
  readonly challenge: string;
  readonly form: MakeForm;
  readonly signInPath: string;
}

/** The form that asks for a code. */
export function askPage(say: Say<MailSignInTexts>, view: AskView): Html {
  const { email, problem, challenge, form, signInPath } = view;
  const address = field({
    id: 'email',
    label: say('mailAddress'),
    type: 'email',
    value: email,
    autocomplete: 'username',
    describedBy: problem === null ? null : SUMMARY_ID,
    isRequired: true,
    isFocused: problem === null,
    maxlength: 320,
  });
  const body = [address, new Html(challenge)];
  return html`<p>${say('mailIntro')}</p>
    ${errorSummary(say.language, problem === null ? [] : [{ words: problem, fieldId: 'email' }])}
    ${form({ body, button: say('mailButton') })}
    <p><a href="${signInPath}">${say('mailOtherWay')}</a></p>`;
}

interface CodeView {
  readonly email: string;
  readonly problem: string | null;
  readonly challenge: string;
  readonly form: MakeForm;
  readonly askPath: string;
  readonly signInPath: string;
}

/** The form for the code; the same with and without such an account. */
export function codePage(say: Say<MailSignInTexts>, view: CodeView): Html {
  const { email, problem, challenge, form, askPath, signInPath } = view;
  const code = field({
    id: 'code',
    label: say('mailCode'),
    type: 'text',
    autocomplete: 'one-time-code',
    inputmode: 'numeric',
    describedBy: problem === null ? null : SUMMARY_ID,
    isRequired: true,
    isFocused: problem === null,
    maxlength: 32,
  });
  const body = [code, new Html(challenge)];
  const address = html`<bdi>${email}</bdi>`;
  return html`<p role="status">${say.parts('mailSent', { address })}</p>
    <p class="quiet">${say('mailSentNext')}</p>
    ${errorSummary(say.language, problem === null ? [] : [{ words: problem, fieldId: 'code' }])}
    ${form({ body, button: say('mailSignIn') })}
    <p><a href="${askPath}">${say('mailAgain')}</a></p>
    <p><a href="${signInPath}">${say('mailOtherWay')}</a></p>`;
}

interface LinkView {
  readonly problem: string | null;
  readonly challenge: string;
  readonly form: MakeForm;
}

/** In the browser that asked. Opening the page changes nothing: programs that look at mails open links. */
export const linkPage = (say: Say<MailSignInTexts>, view: LinkView): Html =>
  html`<p>${say('mailLinkHere')}</p>
    ${errorSummary(say.language, view.problem === null ? [] : [{ words: view.problem }])}
    ${view.form({ body: new Html(view.challenge), button: say('mailSignIn') })}`;
