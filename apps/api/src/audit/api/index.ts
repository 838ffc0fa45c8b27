export * from './audit-api.module.js';
