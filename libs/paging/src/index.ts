export { after, FIRST_ID } from './after.js';
export { inBatches } from './in-batches.js';
export { PageQuery } from './page-query.dto.js';
export {
  EVERYTHING,
  NEW_LIST_LIMIT,
  type PageRequest,
  toPageRequest,
  pageOf,
  toPage,
} from './page.js';
