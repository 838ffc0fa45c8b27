import { LANGUAGE_FIELD } from '#api/platform/languages';
import type { Language } from '#libs/languages';
import { html, type Html } from './html.js';
import { htmlTexts } from './texts/index.js';

/** A problem of the last attempt of a form, and the id of the field where it is put right. */
export interface FormProblem {
  readonly words: string;
  readonly fieldId?: string;
}

/** The id of the summary of a page, for `aria-describedby`. */
export const SUMMARY_ID = 'problems';

/**
 * The problems of the last attempt, above the form. It is announced, and has the focus when the page opens, without
 * scripts. The alert is an element around the list: as the list's own role it would hide the list.
 */
export function errorSummary(
  language: Language,
  problems: readonly FormProblem[],
  id = SUMMARY_ID,
): Html | null {
  if (problems.length === 0) return null;
  return html`<div class="bad summary" id="${id}" role="alert" tabindex="-1" autofocus>
    <p>${htmlTexts(language)('problems')}</p>
    <ul>
      ${problems.map(({ words, fieldId }) =>
        fieldId === undefined
          ? html`<li>${words}</li>`
          : html`<li><a href="#${fieldId}">${words}</a></li>`,
      )}
    </ul>
  </div>`;
}

export interface Field {
  /** Also its name, unless that is given. */
  readonly id: string;
  readonly name?: string;
  readonly label: string;
  readonly type: 'text' | 'email' | 'password';
  /** For password managers and one-time codes; `off` only where nothing may be kept. */
  readonly autocomplete: string;
  readonly value?: string;
  readonly hint?: string;
  /** The sentence about its last value. */
  readonly error?: string | undefined;
  /** The id of a summary that describes the problem instead. */
  readonly describedBy?: string | null;
  readonly isRequired?: boolean;
  readonly isReadonly?: boolean;
  /** The focus when the page opens; a summary has it first. */
  readonly isFocused?: boolean;
  readonly inputmode?: 'numeric' | 'email' | 'text';
  readonly minlength?: number;
  readonly maxlength?: number;
}

type Attribute = string | number | boolean | null | undefined;

/** The attributes that have a value; `true` is one without. */
const attributes = (values: Readonly<Record<string, Attribute>>): Html[] =>
  Object.entries(values).flatMap(([name, value]) => {
    if (value === undefined || value === null || value === false) return [];
    return value === true ? html` ${name}` : html` ${name}="${value}"`;
  });

/** A field with its label, hint and problem. Addresses and passwords run from left to right in every language. */
export function field(content: Field): Html {
  const { id, name = id, type, label, hint, error } = content;
  const hintId = hint === undefined ? null : `${id}_hint`;
  const errorId = error === undefined ? null : `${id}_error`;
  const described = [content.describedBy ?? null, errorId, hintId].filter((each) => each !== null);
  const own = attributes({
    dir: type === 'text' ? 'auto' : 'ltr',
    value: content.value,
    autocomplete: content.autocomplete,
    inputmode: content.inputmode,
    minlength: content.minlength,
    maxlength: content.maxlength,
    required: content.isRequired,
    readonly: content.isReadonly,
    autofocus: content.isFocused,
    'aria-describedby': described.length === 0 ? null : described.join(' '),
    'aria-invalid': described.some((each) => each !== hintId) ? 'true' : null,
  });
  return html`<label for="${id}">${label}</label>
    ${error === undefined ? null : html`<p class="bad" id="${errorId}">${error}</p>`}
    <input id="${id}" type="${type}" name="${name}" ${own} />
    ${hint === undefined ? null : html`<p class="quiet" id="${hintId}">${hint}</p>`}`;
}

export interface Form {
  readonly action: string;
  readonly language: Language;
  /** Fields that the user does not see, such as the token of a link. */
  readonly hidden?: Readonly<Record<string, string>>;
  readonly body?: Html | readonly (Html | null)[] | null;
  readonly button: string;
  /** `plain`: beside the main act of the page; `danger`: what cannot be undone. */
  readonly buttonKind?: 'plain' | 'danger';
  /** The description of the button for a screen reader, where several have the same words. */
  readonly buttonLabel?: string;
}

interface Checkbox {
  /** Also its name, unless that is given. */
  readonly id: string;
  readonly name?: string;
  readonly label: string;
  readonly value?: string;
  readonly isChecked?: boolean;
}

/** A box to check, with its label beside it. */
export const checkbox = ({
  id,
  name = id,
  label,
  value = 'yes',
  isChecked = false,
}: Checkbox): Html =>
  html`<p class="check">
    <input
      id="${id}"
      type="checkbox"
      name="${name}"
      value="${value}"
      ${isChecked ? html` checked` : null}
    />
    <label for="${id}">${label}</label>
  </p>`;

interface Select {
  /** Also its name. */
  readonly id: string;
  readonly label: string;
  readonly options: readonly {
    readonly value: string;
    readonly label: string;
    readonly language?: Language;
  }[];
  readonly value: string;
}

/** A list of which one is chosen. */
export const select = ({ id, label, options, value }: Select): Html =>
  html`<label for="${id}">${label}</label>
    <select id="${id}" name="${id}">
      ${options.map(
        (option) =>
          html`<option
            value="${option.value}"
            ${attributes({ lang: option.language, selected: option.value === value })}
          >
            ${option.label}
          </option>`,
      )}
    </select>`;

/** A form, whose answer is in the language of its page. */
export const form = ({
  action,
  language,
  hidden = {},
  body = null,
  button,
  buttonKind,
  buttonLabel,
}: Form): Html =>
  html`<form method="post" action="${action}">
    ${Object.entries({ ...hidden, [LANGUAGE_FIELD]: language }).map(
      ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
    )}
    ${body}
    <button type="submit" ${attributes({ class: buttonKind, 'aria-label': buttonLabel })}>
      ${button}
    </button>
  </form>`;
