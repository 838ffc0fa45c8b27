import {
  AuthorityError,
  type Rights,
  type RoleAtUnits,
  type UnitPathOf,
  type UnitsHeld,
  type UnitsPage,
} from './authority.js';

type Body = Readonly<Record<string, unknown>>;

/** A list of texts in the answer to `what`. @throws AuthorityError */
export const strings = (value: unknown, what: string): readonly string[] => {
  if (!Array.isArray(value) || value.some((item) => typeof item !== 'string')) {
    throw new AuthorityError(`The server's answer to ${what} is not of the protocol`);
  }
  return value as string[];
};

export const toRights = (body: Body, etag?: string): Rights => ({
  permissions: strings(body['permissions'], 'permissions'),
  roles: strings(body['roles'] ?? [], 'roles'),
  roleIds: strings(body['role_ids'] ?? [], 'roles'),
  aal2Permissions: strings(body['aal2_permissions'] ?? [], 'permissions'),
  aal2Roles: strings(body['aal2_roles'] ?? [], 'roles'),
  etag,
});

/** One answer of `permissions`; `null`: unchanged. */
interface RightsPage {
  readonly rights: Rights;
  readonly body: Body;
}

type AskRights = (query: string, etag: string | undefined) => Promise<RightsPage | null>;

interface WantedRights {
  readonly userId: string;
  readonly etag: string | undefined;
  readonly most: number;
}

/** The list is read again from its beginning if it changes while it is read. */
const ATTEMPTS = 5;

/** Reads a user's rights with all pages of the units; `null` if those held under `etag` are still current. */
export async function readRights(
  ask: AskRights,
  { userId, etag, most }: WantedRights,
): Promise<Rights | null> {
  const query = `user=${encodeURIComponent(userId)}&units=true`;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const first = await ask(query, etag);
    if (first === null) return null;
    if (first.body['units'] === undefined) return first.rights;
    const atUnits = await readUnits(ask, query, first, most);
    if (atUnits !== null) return { ...first.rights, atUnits };
  }
  throw new AuthorityError('The units of a user kept changing while they were read');
}

/** `null`: the version changed between the pages. */
async function readUnits(
  ask: AskRights,
  query: string,
  first: RightsPage,
  most: number,
): Promise<UnitsHeld | 'too-many' | null> {
  const roles = list(first.body['unit_roles']).map(toRole);
  const units = list(first.body['units']).map((item) => toUnit(item, roles.length));
  let cursor = first.body['next_cursor'];
  while (typeof cursor === 'string') {
    if (units.length > most) return 'too-many';
    const page = await ask(`${query}&cursor=${encodeURIComponent(cursor)}`, undefined);
    if (!page || page.body['version'] !== first.body['version']) return null;
    const more = list(page.body['units']).map((item) => toUnit(item, roles.length));
    if (more.length === 0) break;
    units.push(...more);
    cursor = page.body['next_cursor'];
  }
  return units.length > most ? 'too-many' : { roles, units };
}

export const toUnitPaths = (body: Body): readonly UnitPathOf[] =>
  list(body['units']).map((item) => {
    const { id, path } = record(item);
    return { id: text(id), path: list(path).map(text) };
  });

export function toUnitsPage(body: Body): UnitsPage {
  const { everywhere, units, next_cursor: cursor } = body;
  if (typeof everywhere !== 'boolean') throw unexpected();
  const nextCursor = cursor === null || cursor === undefined ? null : text(cursor);
  return { everywhere, units: list(units).map(text), nextCursor };
}

function toRole(item: unknown): RoleAtUnits {
  const { id, name, permissions, requires_mfa: requiresMfa } = record(item);
  if (typeof requiresMfa !== 'boolean') throw unexpected();
  return { id: text(id), name: text(name), permissions: list(permissions).map(text), requiresMfa };
}

function toUnit(item: unknown, roleCount: number): UnitsHeld['units'][number] {
  const { id, roles } = record(item);
  const indexes = list(roles).map((index) => {
    if (!Number.isInteger(index) || Number(index) < 0 || Number(index) >= roleCount)
      throw unexpected();
    return Number(index);
  });
  return { id: text(id), roles: indexes };
}

const unexpected = () =>
  new AuthorityError("The server's answer about units is not of the protocol");

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw unexpected();
  return value;
}

function record(value: unknown): Body {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unexpected();
  return value as Body;
}

function text(value: unknown): string {
  if (typeof value !== 'string' || value === '') throw unexpected();
  return value;
}
