import { directionOf, type Language } from '#libs/languages';
import { html, Html } from './html.js';
import { languageLinks, type LanguageAddress } from './language-links.js';
import { STYLE } from './style.js';
import { htmlTexts } from './texts/index.js';

export interface PageContent {
  /** The title of the document, and the heading of the page. */
  readonly title: string;
  readonly appName: string;
  readonly language: Language;
  readonly body: Html;
  /** For pages with tables or mails. */
  readonly isWide?: boolean;
  /** Where the page is in the other languages; without it the page has no links to them. */
  readonly inLanguage?: LanguageAddress | undefined;
}

/** The policy has the hash of exactly this content. */
const STYLE_ELEMENT = new Html(`<style>${STYLE}</style>`);

const WIDE = new Html(' class="wide"');

/** Renders a complete page that works without scripts and loads nothing. */
export function renderPage(content: PageContent): string {
  const { title, appName, language, body, isWide = false, inLanguage } = content;
  const page = html`<!doctype html>
    <html lang="${language}" dir="${directionOf(language)}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title === appName ? title : `${title} · ${appName}`}</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <main${isWide ? WIDE : null}>
          <h1>${title}</h1>
          ${body}
        </main>
        ${inLanguage ? languageLinks(htmlTexts(language), inLanguage) : null}
      </body>
    </html>`;
  return page.source;
}

interface ProblemPage {
  readonly title: string;
  readonly appName: string;
  readonly language: Language;
  /** What the user can do about it. */
  readonly words: string;
  readonly requestId: string;
  /** Paragraphs with links to continue; `null` for none. */
  readonly wayOn?: Html | null;
  readonly inLanguage?: LanguageAddress | undefined;
}

/** A refusal as a page for a user in a browser. */
export function renderProblemPage({
  words,
  requestId,
  wayOn = null,
  ...page
}: ProblemPage): string {
  const say = htmlTexts(page.language);
  const body = html`<p class="bad" role="alert">${words}</p>
    ${wayOn}
    <p class="quiet">${say.parts('requestId', { id: html`<bdi>${requestId}</bdi>` })}</p>`;
  return renderPage({ ...page, body });
}
