export { AccountAdminModule } from './account-admin.module.js';
export { OperatorAccounts } from './operator-accounts.service.js';
export { Unlocking } from './unlocking.service.js';
export { UserDirectory } from './user-directory.service.js';
