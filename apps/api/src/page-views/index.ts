export * from './html.js';
export * from './page.js';
