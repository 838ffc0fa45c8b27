export { buildDocument, type Descriptions } from './build-document.js';
export { describeApi, previewApi } from './describe-api.js';
export type { ApiDocument } from './openapi-types.js';
