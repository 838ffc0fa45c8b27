import {
  invalid,
  nameOf,
  versionOf,
  type Caller,
  type FakeAnswer,
  type FakeCall,
} from './fake-routes.js';
import type { FakeState } from './fake-state.js';

export function permissions(state: FakeState, { service }: Caller, call: FakeCall): FakeAnswer {
  const userId = call.url.searchParams.get('user') ?? '';
  if (userId === '' || userId.length > 200) return invalid('user is required');
  const rights = state.rightsOf(userId, service.id);
  const asksUnits = call.url.searchParams.get('units') === 'true';
  const held = asksUnits ? state.units.heldBy(userId, service.id) : {};
  const version = versionOf({ ...rights, ...held });
  const headers = { ETag: `"v1-${version}"`, 'Cache-Control': 'no-store' };
  if (call.headers['if-none-match'] === headers.ETag) return { status: 304, headers };
  const cursor = call.url.searchParams.get('cursor');
  const page = asksUnits ? pageOf(state.units.heldBy(userId, service.id), cursor) : {};
  const who = { success: true, user_id: userId, service: nameOf(service) };
  return { status: 200, headers, body: { ...who, ...rights, ...page, version } };
}

const UNITS_PER_PAGE = 1000;

/** One page of what a user holds at units. */
function pageOf(
  { unit_roles, units }: ReturnType<FakeState['units']['heldBy']>,
  cursor: string | null,
) {
  const rest = units.filter(({ id }) => cursor === null || id > cursor);
  const page = rest.slice(0, UNITS_PER_PAGE);
  return {
    ...(cursor === null ? { unit_roles } : {}),
    units: page,
    next_cursor: rest.length > UNITS_PER_PAGE ? (page.at(-1)?.id ?? null) : null,
  };
}

const IDS = /^[^,]{1,100}(,[^,]{1,100}){0,99}$/;

export function unitPaths(state: FakeState, call: FakeCall): FakeAnswer {
  const given = call.url.searchParams.getAll('ids');
  const [ids = ''] = given;
  if (given.length !== 1 || !IDS.test(ids)) return invalid('ids must be 1 to 100 ids');
  const units = [...new Set(ids.split(','))]
    .map((id) => ({ id, path: state.units.pathOf(id) }))
    .filter(({ path }) => path.length > 0)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  return { status: 200, body: { success: true, units } };
}

const MOST_UNITS = 10_000;

/** What is wrong with the question; `null`: nothing. */
function problemOf(asked: URLSearchParams): string | null {
  if (!asked.get('user') || !asked.get('permission')) return 'user and permission are required';
  if (!['aal1', 'aal2'].includes(asked.get('acr') ?? 'aal1')) return 'acr must be aal1 or aal2';
  const limit = Number(asked.get('limit') ?? MOST_UNITS);
  const isLimit = Number.isInteger(limit) && limit >= 1 && limit <= MOST_UNITS;
  return isLimit ? null : 'limit must be 1 to 10000';
}

export function unitsWhere(state: FakeState, { service }: Caller, call: FakeCall): FakeAnswer {
  const asked = call.url.searchParams;
  const problem = problemOf(asked);
  if (problem) return invalid(problem);
  const named = (name: string, usual = '') => asked.get(name) ?? usual;
  const [user, permission, acr] = [named('user'), named('permission'), named('acr', 'aal1')];
  const everywhere = state.rightsOf(user, service.id, acr).permissions.includes(permission);
  const all = everywhere ? [] : state.units.where(user, service.id, permission, acr);
  const rest = all.filter((id) => id > named('cursor'));
  const units = rest.slice(0, Number(named('limit', String(MOST_UNITS))));
  const next = rest.length > units.length ? (units.at(-1) ?? null) : null;
  return { status: 200, body: { success: true, everywhere, units, next_cursor: next } };
}
