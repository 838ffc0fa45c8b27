export { after, FIRST_ID } from './after.js';
export { inBatches } from './in-batches.js';
export * from './page-query.dto.js';
export * from './page.js';
