export * from './user-admin.module.js';
export * from './user-administration.service.js';
export * from './user-directory.service.js';
