import type { DetailedFactor } from '#api/factors';
import { errorSummary, field, html, SUMMARY_ID, type Form, type Html } from '#api/platform/html';
import { factorFacts } from './factor-facts.js';
import type { SayFactors } from './texts/index.js';

type MadeForm = (content: Pick<Form, 'body' | 'button' | 'buttonKind'>) => Html;

/** The field for the name of a factor. */
export const nameField = (
  say: SayFactors,
  { value, problem }: { readonly value: string; readonly problem: string | null },
): Html =>
  field({
    id: 'name',
    label: say('name'),
    hint: say('nameHint'),
    type: 'text',
    autocomplete: 'off',
    maxlength: 100,
    value,
    describedBy: problem === null ? null : SUMMARY_ID,
  });

export const nameSummary = (say: SayFactors, problem: string | null): Html | null =>
  errorSummary(say.language, problem === null ? [] : [{ words: problem, fieldId: 'name' }]);

interface FactorView {
  readonly factor: DetailedFactor;
  /** As it was typed, or as it is. */
  readonly typedName: string;
  readonly problem: string | null;
  readonly form: MadeForm;
  readonly removePath: string;
  readonly listPath: string;
}

/** One factor: its name can be changed, and a page leads to its removal. */
export function factorPage(say: SayFactors, view: FactorView): Html {
  const { factor, typedName, problem, form, removePath, listPath } = view;
  return html`${nameSummary(say, problem)}
    <p>
      <strong><bdi>${factor.name}</bdi></strong>
    </p>
    ${factorFacts(say, factor)}
    ${form({ body: nameField(say, { value: typedName, problem }), button: say('nameSave') })}
    <h2>${say('remove')}</h2>
    <p><a class="button" href="${removePath}">${say('removeLink')}</a></p>
    <p><a href="${listPath}">${say('back')}</a></p>`;
}

interface RemovalView {
  readonly factor: DetailedFactor;
  readonly isLast: boolean;
  readonly problem: string | null;
  readonly form: MadeForm;
  readonly listPath: string;
}

/** What the removal of a factor means, before it is done. */
export function removalPage(say: SayFactors, view: RemovalView): Html {
  const { factor, isLast, problem, form, listPath } = view;
  const name = html`<strong><bdi>${factor.name}</bdi></strong>`;
  const isPasskey = factor.type === 'passkey';
  return html`${errorSummary(say.language, problem === null ? [] : [{ words: problem }])}
    <p>
      ${
        isPasskey
          ? say.parts('removePasskeyQuestion', { name })
          : say.parts('removeAppQuestion', { name })
      }
    </p>
    <ul>
      <li>${isPasskey ? say('removePasskeyKept') : say('removeAppKept')}</li>
      ${isLast ? html`<li>${say('removeLast')}</li>` : null}
      <li>${say('removeDevices')}</li>
    </ul>
    ${form({ button: say('removeButton'), buttonKind: 'danger' })}
    <p><a href="${listPath}">${say('removeNot')}</a></p>`;
}
