export { LeaveOrganizationPort } from './organizations/leave-organization.port.js';
export { PagesModule } from './pages.module.js';
