import { errorSummary, html, type Form, type Html } from '#api/platform/html';
import type { SayFactors } from './texts/index.js';

interface RecoveryCodesView {
  /** `null` for an account without a second factor. */
  readonly left: number | null;
  readonly problem: string | null;
  readonly form: (content: Pick<Form, 'button'>) => Html;
  readonly listPath: string;
}

/** How many recovery codes are left, and the form for new ones. */
export function recoveryCodesPage(say: SayFactors, view: RecoveryCodesView): Html {
  const { left, problem, form, listPath } = view;
  return html`${errorSummary(say.language, problem === null ? [] : [{ words: problem }])}
    ${
      left === null
        ? html`<p>${say('codesLater')}</p>`
        : html`<p>${say('codesLeft', { count: left })}</p>
            <p>${say('codesUse')}</p>
            <p>${say('codesEffect')}</p>
            ${form({ button: say('codesMake') })}`
    }
    <p><a href="${listPath}">${say('back')}</a></p>`;
}
