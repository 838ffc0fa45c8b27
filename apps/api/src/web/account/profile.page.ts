import {
  errorSummary,
  field,
  html,
  select,
  type Form,
  type FormProblem,
  type Html,
} from '#api/platform/html';
import { LANGUAGE_NAMES, LANGUAGES, type Say } from '#libs/languages';
import type { AccountTexts } from './texts/index.js';
import type { ProfileProblems, TypedProfile } from './typed-profile.js';

interface ProfilePage {
  readonly typed: TypedProfile;
  readonly problems: ProfileProblems;
  /** What is wrong with the form as a whole. */
  readonly formProblems: readonly FormProblem[];
  readonly notice: Html | null;
  readonly form: (content: Pick<Form, 'body' | 'button'>) => Html;
}

/** The form for the name and the language. */
export function profilePage(say: Say<AccountTexts>, view: ProfilePage): Html {
  const { typed, problems, formProblems, notice, form } = view;
  const wrong = Object.entries(problems).map(([fieldId, key]) => ({ words: say(key), fieldId }));
  return html`${notice} ${errorSummary(say.language, [...formProblems, ...wrong])}
  ${form({ body: fields(say, typed, problems), button: say('saveButton') })}`;
}

function fields(say: Say<AccountTexts>, typed: TypedProfile, problems: ProfileProblems): Html {
  const common = { type: 'text', hint: say('mayBeEmpty') } as const;
  const errorOf = (id: keyof TypedProfile) => ({
    error: problems[id] === undefined ? undefined : say(problems[id]),
  });
  const languages = LANGUAGES.map((language) => ({
    value: language,
    label: LANGUAGE_NAMES[language],
    language,
  }));
  return html`${field({
    ...common,
    ...errorOf('first_name'),
    id: 'first_name',
    label: say('firstName'),
    autocomplete: 'given-name',
    value: typed.first_name,
  })}
  ${field({
    ...common,
    ...errorOf('last_name'),
    id: 'last_name',
    label: say('lastName'),
    autocomplete: 'family-name',
    value: typed.last_name,
  })}
  ${select({
    id: 'locale',
    label: say('languageLabel'),
    options: [{ value: '', label: say('asBrowser') }, ...languages],
    value: typed.locale,
  })}`;
}
