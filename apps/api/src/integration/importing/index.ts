export { type AccountExportOptions, AccountExport } from './account-export.service.js';
export {
  type RefusedLine,
  type AccountImportOptions,
  type AccountImportReport,
  AccountImport,
} from './account-import.service.js';
export {
  type FileRecord,
  RECORD_MAX_CHARACTERS,
  FILE_FORMATS,
  type FileFormat,
  UnreadableFile,
} from './files/account-file.js';
export { readRecords } from './files/read-records.js';
export { ImportingModule } from './importing.module.js';
export { type FlaskImportOptions, FlaskImport } from './flask/flask-import.service.js';
export type { FlaskNotice, FlaskCounts, FlaskMap, FlaskReport, FlaskMaps } from './flask/ledger.js';
export { OriginalRefused, type Original } from './flask/original.js';
export { readOriginal } from './flask/read-original.js';
export { parsePrivateKey, parsePublicKey, UnusableKey } from './totp-seal.js';
