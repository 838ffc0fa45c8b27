export { AccountAdminModule } from './account-admin.module.js';
export { AccountLifecycle } from './account-lifecycle.service.js';
export { FactorResetOrders } from './factor-reset-orders.service.js';
export { OperatorAccounts } from './operator-accounts.service.js';
export { UserDirectory } from './user-directory.service.js';
