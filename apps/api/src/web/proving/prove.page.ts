import { errorSummary, field, html, SUMMARY_ID, type Form, type Html } from '#api/platform/html';
import type { Say } from '#libs/languages';
import type { ProvingTexts } from './texts/index.js';

interface ProveForm {
  readonly problem: string | null;
  readonly hasFactor: boolean;
  readonly form: (content: Pick<Form, 'body' | 'button'>) => Html;
  readonly cancelPath: string;
}

/** The form for a fresh proof: by a factor where the account has one, else by the password. */
export function proveForm(say: Say<ProvingTexts>, view: ProveForm): Html {
  const { problem, hasFactor, form, cancelPath } = view;
  const id = hasFactor ? 'code' : 'password';
  const common = {
    id,
    describedBy: problem === null ? null : SUMMARY_ID,
    isRequired: true,
    isFocused: problem === null,
  };
  const shown = hasFactor
    ? field({
        ...common,
        label: say('proveCode'),
        type: 'text',
        autocomplete: 'one-time-code',
        maxlength: 64,
      })
    : field({
        ...common,
        label: say('provePassword'),
        type: 'password',
        autocomplete: 'current-password',
      });
  return html`<p>${say('proveIntro')}</p>
    ${errorSummary(say.language, problem === null ? [] : [{ words: problem, fieldId: id }])}
    ${form({ body: shown, button: say('proveButton') })}
    <p><a href="${cancelPath}">${say('proveCancel')}</a></p>`;
}
