export * from './html.js';
export * from './page.js';
export { renderProblemPage } from './problem-page.js';
