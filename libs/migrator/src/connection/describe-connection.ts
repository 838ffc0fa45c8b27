import { describePlan, planOf } from './connection-plan.js';
import { readConnectionString } from './read-connection-string.js';

/** Database, hosts, ports and user, without the password. @throws ConnectionStringError */
export function describeConnection(connectionString: string): string {
  const plan = planOf(readConnectionString(connectionString));
  return `${describePlan(plan)} as ${plan.user}`;
}

/** Database, hosts and ports. @throws ConnectionStringError */
export const describePlace = (connectionString: string): string =>
  describePlan(planOf(readConnectionString(connectionString)));
