export { escapeHtml, Html, html } from './html.js';
export { renderPage, PAGE_HEADERS, pageHeadersWith } from './page.js';
export { renderProblemPage } from './page.js';
