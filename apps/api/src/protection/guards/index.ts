export { GuardsModule } from './guards.module.js';
export { RoutePlans } from './route-plans.service.js';
