import { LANGUAGE_FIELD } from '#api/platform/languages';
import { directionOf, LANGUAGE_NAMES, LANGUAGES, type Language, type Say } from '#libs/languages';
import { html, type Html } from './html.js';
import type { HtmlTexts } from './texts/index.js';

/** The address of the same page in a language. */
export type LanguageAddress = (language: Language) => string;

/** Longer queries are no links of ours, and each page repeats them in every language. */
const MOST_QUERY = 1500;

/**
 * The address of a page that a GET has opened, for its `requestUrl`. Only the query: a path that begins with `//` would
 * lead to another site.
 */
export function sameAddress(requestUrl: string): LanguageAddress {
  const at = requestUrl.indexOf('?');
  const query = at < 0 ? '' : requestUrl.slice(at + 1);
  return addressWith('', query.length > MOST_QUERY ? '' : query);
}

/** The address of a page that answers a form: where a GET shows the form again. */
export const addressWith =
  (path: string, query: string | Readonly<Record<string, string>> = ''): LanguageAddress =>
  (language) => {
    const fields = new URLSearchParams(query);
    fields.set(LANGUAGE_FIELD, language);
    return `${path}?${fields.toString()}`;
  };

/** The links to the page in the other languages, each named in itself. They work without scripts. */
export const languageLinks = (say: Say<HtmlTexts>, address: LanguageAddress): Html =>
  html`<footer>
    <nav aria-label="${say('languages')}">
      <ul class="languages">
        ${LANGUAGES.map((language) => linkTo(language, language === say.language, address))}
      </ul>
    </nav>
  </footer>`;

const linkTo = (language: Language, isCurrent: boolean, address: LanguageAddress): Html =>
  html`<li>
    <a
      href="${address(language)}"
      lang="${language}"
      hreflang="${language}"
      dir="${directionOf(language)}"
      ${isCurrent ? html` aria-current="true"` : null}
      >${LANGUAGE_NAMES[language]}</a
    >
  </li>`;
