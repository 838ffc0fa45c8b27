export * from './operator-accounts.service.js';
export * from './operator.module.js';
export * from './unlocking.service.js';
