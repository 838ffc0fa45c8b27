export {
  after,
  FIRST_ID,
  inBatches,
  EVERYTHING,
  NEW_LIST_LIMIT,
  type PageRequest,
  toPageRequest,
  pageOf,
  toPage,
} from './page.js';
export { PageQuery } from './page-query.dto.js';
