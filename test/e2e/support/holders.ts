import type { PermissionRule } from '#libs/access';
import type { Fixture, SignedInUser } from './fixture.js';

/** A user with one role: of auth_service, of the service of the call, of another service, or without any. */
export interface Holder {
  readonly title: string;
  readonly where: 'auth_service' | 'own' | 'foreign' | null;
  readonly permissions: readonly string[];
  readonly user: SignedInUser;
}

const HELD = [
  [
    'auth_service',
    [
      'admin',
      'user_manager',
      'service_manager',
      'token_manager',
      'organization_manager',
      'readonly',
    ],
  ],
  ['own', ['admin', 'user', 'readonly']],
  ['foreign', ['admin', 'readonly']],
] as const;

/** One user without a role, and one for each built-in role. */
export async function allHolders(
  fixture: Fixture,
  { own, foreign }: { readonly own: string; readonly foreign: string },
): Promise<Holder[]> {
  const holders: Holder[] = [
    { title: 'nobody', where: null, permissions: [], user: await fixture.person() },
  ];
  for (const [where, names] of HELD) {
    const service = { auth_service: fixture.authServiceId, own, foreign }[where];
    const { body } = await fixture.asAdmin<{
      roles: { name: string; permissions: { name: string }[] }[];
    }>('GET', `/api/roles/service/${service}`);
    for (const name of names) {
      const role = body.roles.find((candidate) => candidate.name === name);
      const user = await fixture.person();
      await fixture.assign(user, service, name);
      const permissions = role?.permissions.map((permission) => permission.name) ?? [];
      holders.push({ title: `${name} of ${where}`, where, permissions, user });
    }
  }
  return holders;
}

/** The rule of the contract, independent of the code that enforces it. */
export function mayCall(rule: PermissionRule, holder: Holder): boolean {
  if (!holder.permissions.includes(rule.permission)) return false;
  if (holder.where === 'auth_service') return true;
  return (
    holder.where === 'own' && rule.service !== undefined && /^(role|token):/.test(rule.permission)
  );
}
