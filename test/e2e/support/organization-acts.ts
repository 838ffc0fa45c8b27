import type { DeclaredRoute } from '#libs/testing';
import type { Fixture } from './fixture.js';

/** A valid call: all its resources exist, and none was created or ended before. */
export interface PreparedCall {
  readonly method: string;
  readonly path: string;
  readonly body: object | undefined;
}

/** An organization with two units below it, and what a call needs there. */
interface Company {
  readonly root: string;
  readonly unit: string;
  readonly other: string;
}

type Prepare = (
  company: Company,
) =>
  | Promise<{ readonly path: string; readonly body?: object }>
  | { readonly path: string; readonly body?: object };

const BASE = '/api/organizations';

/** Acts of which an administrator of organizations is not the one who may do them, or that need more than rows; with the reason. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'POST /leave': 'is of the members themselves: organization-members.e2e-spec',
  'POST /transfer': 'is of the owners themselves: organization-members.e2e-spec',
  'POST /domains/:domain_id/verify': 'asks DNS: organization-domains.e2e-spec',
};

/** Prepares each act on an organization in one that is made for it. */
export class OrganizationActs {
  private count = 0;

  constructor(
    private readonly fixture: Fixture,
    private readonly serviceId: string,
  ) {}

  static concerns({ path }: DeclaredRoute): boolean {
    return path.startsWith(`${BASE}/:organization_id`);
  }

  /** Whether another file tests who may do it. */
  static isElsewhere(act: DeclaredRoute): boolean {
    return keyOf(act) in ELSEWHERE;
  }

  async prepare(act: DeclaredRoute): Promise<PreparedCall> {
    const prepare = this.acts[keyOf(act)];
    if (!prepare) throw new Error(`${act.name} has nothing here that prepares it`);
    const { path, body } = await prepare(await this.company());
    return { method: act.method, path: BASE + path, body };
  }

  private readonly acts: Readonly<Record<string, Prepare>> = {
    'PUT ': ({ unit }) => ({ path: `/${unit}`, body: { name: this.aName() } }),
    'DELETE ': ({ unit }) => ({ path: `/${unit}` }),
    'POST /move': ({ unit, other }) => ({ path: `/${unit}/move`, body: { parent_id: other } }),
    'POST /members': async ({ unit }) => ({
      path: `/${unit}/members`,
      body: { user_id: await this.person() },
    }),
    'DELETE /members/:user_id': async ({ unit }) => ({
      path: `/${unit}/members/${await this.member(unit)}`,
    }),
    'POST /owners': async ({ root }) => ({
      path: `/${root}/owners`,
      body: { user_id: await this.member(root) },
    }),
    'DELETE /owners/:user_id': async ({ root }) => {
      const user_id = await this.member(root);
      await this.asAdmin('POST', `/${root}/owners`, { user_id });
      return { path: `/${root}/owners/${user_id}` };
    },
    'POST /roles': async ({ unit }) => ({
      path: `/${unit}/roles`,
      body: { role_id: await this.role() },
    }),
    'DELETE /roles/:assignment_id': async ({ unit }) => {
      const role_id = await this.role();
      const { assignment_id: id } = await this.asAdmin('POST', `/${unit}/roles`, { role_id });
      return { path: `/${unit}/roles/${String(id)}` };
    },
    'POST /invitations': ({ unit }) => ({
      path: `/${unit}/invitations`,
      body: { email: this.anAddress() },
    }),
    'POST /invitations/:invitation_id/resend': async ({ unit }) => ({
      path: `/${unit}/invitations/${await this.invitation(unit)}/resend`,
    }),
    'DELETE /invitations/:invitation_id': async ({ unit }) => ({
      path: `/${unit}/invitations/${await this.invitation(unit)}`,
    }),
    'POST /domains': ({ root }) => ({ path: `/${root}/domains`, body: { domain: this.aDomain() } }),
    'PATCH /domains/:domain_id': async ({ root }) => ({
      path: `/${root}/domains/${await this.domain(root)}`,
      body: { joins: false },
    }),
    'DELETE /domains/:domain_id': async ({ root }) => ({
      path: `/${root}/domains/${await this.domain(root)}`,
    }),
  };

  private async company(): Promise<Company> {
    const root = await this.unit();
    return { root, unit: await this.unit(root), other: await this.unit(root) };
  }

  private async unit(parent_id?: string): Promise<string> {
    const given = { name: this.aName(), ...(parent_id !== undefined && { parent_id }) };
    const { organization } = await this.asAdmin('POST', '', given);
    return (organization as { id: string }).id;
  }

  private async person(): Promise<string> {
    return (await this.fixture.person()).id;
  }

  private async member(unit: string): Promise<string> {
    const user_id = await this.person();
    await this.asAdmin('POST', `/${unit}/members`, { user_id });
    return user_id;
  }

  private async role(): Promise<string> {
    const path = `/api/roles/service/${this.serviceId}`;
    const { body } = await this.fixture.asAdmin('POST', path, { name: this.aName() });
    return String(body['role_id']);
  }

  private async invitation(unit: string): Promise<string> {
    const given = { email: this.anAddress() };
    const { invitation } = await this.asAdmin('POST', `/${unit}/invitations`, given);
    return (invitation as { id: string }).id;
  }

  private async domain(root: string): Promise<string> {
    const given = { domain: this.aDomain() };
    const { domain } = await this.asAdmin('POST', `/${root}/domains`, given);
    return (domain as { id: string }).id;
  }

  private async asAdmin(
    method: string,
    path: string,
    given?: object,
  ): Promise<Readonly<Record<string, unknown>>> {
    const { status, body } = await this.fixture.asAdmin(method, BASE + path, given);
    expect([path, status, body['code']]).toEqual([path, 201, undefined]);
    return body;
  }

  private readonly aName = () => `acted on ${(this.count += 1)}`;
  private readonly anAddress = () => `invited.${(this.count += 1)}@acts.example.com`;
  private readonly aDomain = () => `acts-${(this.count += 1)}.example.com`;
}

const keyOf = ({ method, path }: DeclaredRoute) =>
  `${method} ${path.slice(`${BASE}/:organization_id`.length)}`;
