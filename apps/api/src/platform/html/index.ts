export { escapeHtml, Html, html } from './html.js';
export {
  checkbox,
  errorSummary,
  field,
  form,
  select,
  SUMMARY_ID,
  type Field,
  type Form,
  type FormProblem,
} from './form.js';
export { addressWith, sameAddress, type LanguageAddress } from './language-links.js';
export { doneParagraph } from './notice.js';
export { renderPage, renderProblemPage } from './page.js';
export {
  headersInLanguage,
  nonceScript,
  PAGE_HEADERS,
  pageHeadersWith,
  type NoncedScript,
  type PagePolicy,
} from './page-headers.js';
