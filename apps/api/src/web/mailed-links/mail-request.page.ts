import { errorSummary, field, form, Html, html, SUMMARY_ID } from '#api/platform/html';
import type { Say } from '#libs/languages';
import type { WebTexts } from '../texts/index.js';

interface AddressForm {
  readonly action: string;
  readonly intro: string;
  /** As typed. */
  readonly email: string;
  readonly problem: string | null;
  /** Trusted HTML: the challenge that the browser solves before it sends the form. */
  readonly challenge: string;
}

/** The form that asks for the address of a mail. */
export function addressForm(say: Say<WebTexts>, view: AddressForm): Html {
  const { language } = say;
  const { action, intro, email, problem, challenge } = view;
  const problems = problem === null ? [] : [{ words: problem, fieldId: 'email' }];
  const address = field({
    id: 'email',
    label: say('address'),
    type: 'email',
    value: email,
    autocomplete: 'username',
    describedBy: problem === null ? null : SUMMARY_ID,
    isRequired: true,
    isFocused: problem === null,
  });
  return html`<p>${intro}</p>
    ${errorSummary(language, problems)}
    ${form({ action, language, body: [address, new Html(challenge)], button: say('sendMail') })}`;
}

/** The same with and without such an account. */
export const mailOnItsWay = (say: Say<WebTexts>): Html =>
  html`<p role="status">${say('mailOnItsWay')}</p>
    <p class="quiet">${say('mailNotThere')}</p>`;
