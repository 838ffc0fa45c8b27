export * from './account-export.service.js';
export * from './account-import.service.js';
export * from './files/file-record.js';
export { readRecords } from './files/read-records.js';
export * from './importing.module.js';
export * from './flask/flask-import.service.js';
export * from './flask/flask-report.js';
export { OriginalRefused, type Original } from './flask/original.js';
export { readOriginal } from './flask/read-original.js';
