import type { PermissionRule } from '#libs/access';
import { listDeclaredRoutes, type Answer, type DeclaredRoute } from '#libs/testing';
import { allHolders, mayCall, type Holder } from './support/holders.js';
import { Fixture, type SignedInUser } from './support/fixture.js';
import { OrganizationActs, type PreparedCall } from './support/organization-acts.js';
import { requiredFields } from './support/required-fields.js';
import { enrolFactor } from '../support/factors.js';
import { withFixture } from '../support/with-fixture.js';

interface Act extends DeclaredRoute {
  readonly access: PermissionRule;
}

const ACTS = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
const parametersOf = (path: string) => [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);

/**
 * Each call has its own resources, so that it succeeds for a permitted caller: otherwise a refusal could have another
 * reason.
 */
describe('acts by permission', () => {
  let fixture: Fixture;
  let own: string;
  let acts: Act[];
  let holders: Holder[];
  let count = 0;
  let organizations: OrganizationActs;

  withFixture(async (opened) => {
    fixture = opened.add(await Fixture.open());
    own = await fixture.service('own');
    holders = await allHolders(fixture, { own, foreign: await fixture.service('foreign') });
    organizations = new OrganizationActs(fixture, own);
    acts = listDeclaredRoutes(fixture.app.nest).filter(
      (route): route is Act =>
        ACTS.has(route.method) &&
        route.access?.kind === 'permission' &&
        !OrganizationActs.isElsewhere(route),
    );
  }, 60_000);

  const aName = () => `fresh:${(count += 1)}`;

  const made = async (path: string, member: string): Promise<string> => {
    const { body } = await fixture.asAdmin('POST', path, { name: aName() });
    return String(body[member]);
  };

  /** An account with a second factor, so that there is one to remove. */
  const aTarget = async (): Promise<string> => {
    const person = await fixture.person();
    await enrolFactor(fixture.accounts, person);
    return person.id;
  };

  /** Creates a resource of the own service for this call, by the name of its parameter or field. */
  const FRESH: Readonly<
    Record<string, (access: PermissionRule) => Promise<string> | string | readonly string[]>
  > = {
    name: aName,
    scopes: () => [aName()],
    caller_service_id: () => fixture.service(aName()),
    permission: () => 'role:read',
    user_id: aTarget,
    service_id: ({ service }) =>
      service?.endsWith(':service_id') ? own : fixture.service(aName()),
    role_id: () => made(`/api/roles/service/${own}`, 'role_id'),
    permission_id: () => made(`/api/roles/service/${own}/permissions`, 'permission_id'),
    token_id: async () => (await fixture.appToken(own)).id,
  };

  async function fresh(names: readonly string[], { name: act, access }: Act) {
    const found: Record<string, string | readonly string[]> = {};
    for (const name of names) {
      const make = FRESH[name];
      if (!make) throw new Error(`${act} names a ${name}, and nothing here makes one`);
      found[name] = await make(access);
    }
    return found;
  }

  const isDone = ({ status }: Answer) => status === 200 || status === 201;

  async function prepare(act: Act): Promise<PreparedCall> {
    if (OrganizationActs.concerns(act)) return organizations.prepare(act);
    const { method, path: pattern } = act;
    const parameters = await fresh(parametersOf(pattern), act);
    const path = pattern.replace(/:(\w+)/g, (_whole, name: string) => String(parameters[name]));
    // A DELETE call needs what the POST or PUT of the same path creates.
    const giving = acts.find((it) => /POST|PUT/.test(it.method) && it.path === pattern);
    if (method === 'DELETE' && giving) {
      const given = await fixture.asAdmin(
        giving.method,
        path,
        await fresh(requiredFields(giving), giving),
      );
      expect(isDone(given)).toBe(true);
    }
    const body = method === 'DELETE' ? undefined : await fresh(requiredFields(act), act);
    return { method, path, body };
  }

  const perform = ({ method, path, body }: PreparedCall, who: SignedInUser): Promise<Answer> =>
    fixture.as(who, method, path, body);

  it('Every route that changes something by a permission has a case in the matrix of acts', () => {
    const names = (method: string) => acts.filter((act) => act.method === method).length;
    expect([names('POST') >= 8, names('DELETE') >= 6, names('PUT') >= 3]).toEqual([
      true,
      true,
      true,
    ]);
    const withBody = acts.filter((act) => requiredFields(act).length > 0);
    expect(withBody.length).toBeGreaterThan(4);
  });

  it('An act succeeds for each role that may do it, and changes nothing for each role that may not', async () => {
    const wrong: string[] = [];
    for (const act of acts) {
      for (const holder of holders) {
        const prepared = await prepare(act);
        const answer = await perform(prepared, holder.user);
        const { status, body } = answer;
        const told = `${act.method} ${act.path} by ${holder.title}: ${status} ${String(body['code'])}`;
        if (mayCall(act.access, holder)) {
          if (!isDone(answer)) wrong.push(told);
          continue;
        }
        if (status !== 403 || body['code'] !== 'PERMISSION_DENIED') wrong.push(told);
        const after = await perform(prepared, fixture.admin);
        if (!isDone(after)) wrong.push(`${told}; afterwards ${after.status}`);
      }
    }
    expect(wrong).toEqual([]);
  }, 300_000);
});
