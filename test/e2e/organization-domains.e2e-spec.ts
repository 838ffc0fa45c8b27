import { Cleanups } from '#libs/cleanup';
import { newId } from '#libs/kernel';
import { FakeClock, startSmtpSink, type SmtpSink } from '#libs/testing';
import { mailTo, PASSWORD, tokenIn, UNLIMITED, type Problem } from '../support/accounts.js';
import { DnsServer } from '../support/dns-server.js';
import { proven } from '../support/fresh-proof.js';
import { OrganizationRows } from '../support/organization-rows.js';
import { withFixture } from '../support/with-fixture.js';
import { Fixture, type SignedInUser } from './support/fixture.js';

interface Domain {
  readonly id: string;
  readonly unit_id: string;
  readonly domain: string;
  readonly record_name: string;
  readonly record_value: string;
  readonly joins: boolean;
  readonly verified_at: string | null;
  readonly failing_since: string | null;
}
type Body = Problem & { readonly domain: Domain; readonly domains: readonly Domain[] };

const DAY_S = 86_400;

describe('the domains of an organization', () => {
  const clock = new FakeClock('2026-12-01T00:00:00.000Z');
  let fixture: Fixture;
  let rows: OrganizationRows;
  let dns: DnsServer;
  let sink: SmtpSink;
  let owner: SignedInUser;
  let acme: string;
  let count = 0;
  let name: string;

  withFixture(async (opened) => {
    dns = opened.add(await DnsServer.start());
    sink = opened.add(await startSmtpSink());
    const env = { ...UNLIMITED, ...sink.env, ORGANIZATION_DNS_SERVERS: dns.address };
    fixture = opened.add(await Fixture.open({ clock, env }));
    rows = new OrganizationRows(fixture.accounts);
  }, 60_000);
  beforeEach(async () => {
    count += 1;
    name = `domain-${count}.example`;
    owner = await fixture.signIn((await fixture.accounts.create()).email);
    acme = await rows.unit('Acme');
    await rows.owner(acme, owner);
  });

  const call = (method: string, path: string, body?: unknown, at = acme, who = owner) =>
    fixture.as<Body>(who, method, `/api/organizations/${at}/domains${path}`, body);
  const add = async (domain = name, at = acme, who = owner) => {
    const answer = await call('POST', '', { domain }, at, who);
    expect(answer.status).toBe(201);
    return answer.body.domain;
  };
  const publish = ({ record_name, record_value }: Domain) =>
    dns.replies.set(record_name, [[record_value]]);
  const verify = ({ id }: Domain, at = acme, who = owner) =>
    call('POST', `/${id}/verify`, undefined, at, who);
  const addProven = async () => {
    const domain = await add();
    publish(domain);
    expect((await verify(domain)).status).toBe(200);
    return domain;
  };
  const joining = async (unit = acme) => {
    const domain = await addProven();
    const answer = await call('PATCH', `/${domain.id}`, { joins: true, unit_id: unit });
    expect([answer.status, answer.body.domain.joins]).toEqual([200, true]);
    return domain;
  };
  const register = async (email: string) => {
    const { body, headers } = await fixture.app.post<{ user_id: string }>('/api/auth/register', {
      email,
      password: PASSWORD,
    });
    return { id: body.user_id, email, device: String(headers['x-device-token']) };
  };
  const confirmationOf = async (email: string) =>
    tokenIn(await mailTo(sink, email, /Confirm your e-mail/));
  const confirm = async ({
    email,
    device,
  }: {
    readonly email: string;
    readonly device: string;
  }) => {
    const token = await confirmationOf(email);
    const path = `/api/auth/verify-email/${token}`;
    const answer = await fixture.app.get(path, { headers: { 'x-device-token': device } });
    expect(answer.status).toBe(200);
  };
  const addressOf = async ({ id }: { readonly id: string }) =>
    (await fixture.accounts.row<{ email: string }>('SELECT email FROM users WHERE id = $1', [id]))!
      .email;
  const refused = ({ status, body }: { readonly status: number; readonly body: Problem }) => [
    status,
    body.code,
  ];
  const check = () =>
    fixture.app.nest.get(Cleanups, { strict: false }).run('organizations.check_domains');
  const current = ({ id }: Domain) =>
    fixture.accounts.row<{ joins: boolean; verified_at: Date | null; failing_since: Date | null }>(
      'SELECT joins, verified_at, failing_since FROM organization_domains WHERE id = $1',
      [id],
    );

  it('are proven by a TXT record, which may be in several strings and among a thousand others', async () => {
    const domain = await add(`${name.toUpperCase()}.`);
    expect(domain).toMatchObject({ domain: name, joins: false, verified_at: null, unit_id: acme });
    expect(domain.record_name).toBe(`_gatehouse-challenge.${name}`);
    expect(domain.record_value).toMatch(/^gatehouse-domain-verification=[\w-]{32}$/);
    const others = Array.from({ length: 1000 }, (_, index) => [`other ${index}`]);
    const parts = [domain.record_value.slice(0, 20), domain.record_value.slice(20)];
    dns.replies.set(domain.record_name, [...others, parts]);
    const answer = await verify(domain);
    expect([answer.status, answer.body.domain.verified_at]).toEqual([200, expect.any(String)]);
  });

  it.each([
    ['nxdomain', 409, 'DOMAIN_NOT_PROVEN', 'has no TXT record'],
    ['servfail', 503, 'DNS_UNAVAILABLE', 'did not answer'],
    ['silence', 503, 'DNS_UNAVAILABLE', 'did not answer'],
    [[['gatehouse-domain-verification=other']], 409, 'DOMAIN_NOT_PROVEN', 'another value'],
    [[], 409, 'DOMAIN_NOT_PROVEN', 'has no TXT record'],
  ] as const)(
    'are not proven by %j',
    async (reply, status, code, words) => {
      const domain = await add();
      dns.replies.set(domain.record_name, reply);
      const answer = await verify(domain);
      expect(refused(answer)).toEqual([status, code]);
      expect(answer.body.message).toContain(words);
      expect(answer.body.message).toContain(domain.record_name);
    },
    20_000,
  );

  it.each([
    '*.example.com',
    'example',
    '127.0.0.1',
    'anna@example.com',
    'a..example',
    'a b.example',
  ])('are refused as %s', async (domain) => {
    expect((await call('POST', '', { domain })).status).toBe(400);
  });

  it('are added once, also in another spelling', async () => {
    await add(`bücher-${name}`);
    const again = await call('POST', '', { domain: `BÜCHER-${name}.` });
    expect(refused(again)).toEqual([409, 'DOMAIN_ALREADY_ADDED']);
  });

  it('are out of reach by the path of another organization or of a unit', async () => {
    const domain = await addProven();
    const mine = await rows.unit('Bolt');
    const stranger = await fixture.signIn((await fixture.accounts.create()).email);
    await rows.owner(mine, stranger);
    for (const [method, path, body] of [
      ['POST', `/${domain.id}/verify`],
      ['PATCH', `/${domain.id}`, { joins: true }],
      ['DELETE', `/${domain.id}`],
    ] as const) {
      const there = await call(method, path, body, mine, stranger);
      expect(refused(there)).toEqual([404, 'DOMAIN_NOT_FOUND']);
      expect((await call(method, path, body, acme, stranger)).status).toBe(403);
    }
    const team = await rows.unit('Team', acme);
    expect(refused(await call('GET', '', undefined, team))).toEqual([
      404,
      'ORGANIZATION_NOT_FOUND',
    ]);
    const elsewhere = await call('PATCH', `/${domain.id}`, { unit_id: mine });
    expect(refused(elsewhere)).toEqual([409, 'UNIT_IN_OTHER_ORGANIZATION']);
  });

  it('belong to the one of two organizations that proves them at the same time', async () => {
    const bolt = await rows.unit('Bolt');
    await rows.owner(bolt, owner);
    const domains = [await add(), await add(name, bolt)] as const;
    dns.replies.set(
      domains[0].record_name,
      domains.map(({ record_value }) => [record_value]),
    );
    const answers = await Promise.all([verify(domains[0]), verify(domains[1], bolt)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('DOMAIN_TAKEN');
  });

  it('let nobody join before they are proven', async () => {
    const domain = await add();
    const answer = await call('PATCH', `/${domain.id}`, { joins: true });
    expect(refused(answer)).toEqual([409, 'DOMAIN_NOT_PROVEN']);
  });

  it('let people join a unit whose roles the caller may grant only', async () => {
    const domain = await addProven();
    const team = await rows.unit('Team', acme);
    const serviceId = await fixture.service();
    const path = `/api/roles/service/${serviceId}`;
    await fixture.asAdmin('POST', `${path}/permissions`, { name: 'orders:write' });
    const role = { name: 'clerk', permissions: ['orders:write'] };
    const made = await fixture.asAdmin<{ role_id: string }>('POST', path, role);
    expect(made.status).toBe(201);
    const roleId = made.body.role_id;
    await fixture.accounts.rows(
      `INSERT INTO unit_roles (id, unit_id, root_id, service_id, role_id) VALUES ($1, $2, $3, $4, $5)`,
      [newId(), team, acme, serviceId, roleId],
    );
    const asked = { joins: true, unit_id: team };
    expect(refused(await call('PATCH', `/${domain.id}`, asked))).toEqual([403, 'GRANT_DENIED']);
    expect((await call('PATCH', `/${domain.id}`, { joins: true })).status).toBe(200);
    const moved = await call('PATCH', `/${domain.id}`, { unit_id: team });
    expect(refused(moved)).toEqual([403, 'GRANT_DENIED']);
  });

  it('make a member of who confirms an address there, and of nobody else', async () => {
    const team = await rows.unit('Team', acme);
    await joining(team);
    const anna = await register(`Anna@${name}`);
    expect(await rows.unitsOf(anna)).toEqual([]);
    const below = await register(`ben@sub.${name}`);
    await confirm(anna);
    await confirm(below);
    expect([await rows.unitsOf(anna), await rows.unitsOf(below)]).toEqual([[team], []]);
  });

  it('make no member again of who was removed', async () => {
    await joining();
    const anna = await register(`anna@${name}`);
    await confirm(anna);
    const path = `/api/organizations/${acme}/members/${anna.id}`;
    expect((await fixture.as(owner, 'DELETE', path)).status).toBe(200);
    await fixture.accounts.rows('UPDATE users SET is_email_verified = false WHERE id = $1', [
      anna.id,
    ]);
    await fixture.app.post('/api/password/forgot', { email: anna.email });
    const mail = await mailTo(sink, anna.email, /Choose a new password/);
    const reset = { token: tokenIn(mail), password: 'a lantern in the rain' };
    const answer = await fixture.app.post('/api/password/reset', reset);
    expect(answer.status).toBe(200);
    expect(await rows.unitsOf(anna)).toEqual([]);
  });

  it('make no member of an account whose address an administrator declares verified', async () => {
    await joining();
    const anna = await register(`anna@${name}`);
    await fixture.asAdmin('PATCH', `/api/users/${anna.id}`, { is_email_verified: true });
    expect(await rows.unitsOf(anna)).toEqual([]);
  });

  it('make no member of a deactivated account', async () => {
    await joining();
    const ben = await register(`ben@${name}`);
    await fixture.asAdmin('PATCH', `/api/users/${ben.id}`, { is_active: false });
    await fixture.app.get(`/api/auth/verify-email/${await confirmationOf(ben.email)}`, {
      headers: { 'x-device-token': ben.device },
    });
    expect(await rows.unitsOf(ben)).toEqual([]);
  });

  it('make a member of who changes the address to one there, and not again by changing it back and forth', async () => {
    await joining();
    const { email } = await fixture.accounts.create();
    const ben = await fixture.signIn(email);
    const changeTo = async (address: string, nth = 1) => {
      const { token } = await fixture.signIn(await addressOf(ben));
      const options = await proven(fixture.app, { token, password: PASSWORD }, 'change_email');
      const asked = await fixture.app.post('/api/auth/change-email', { email: address }, options);
      expect(asked.status).toBe(202);
      const link = tokenIn(await mailTo(sink, address, /Confirm your new address/, nth));
      const body = { token: link, password: PASSWORD };
      expect((await fixture.app.post('/api/auth/change-email/confirm', body)).status).toBe(200);
    };
    await changeTo(`ben@${name}`);
    expect(await rows.unitsOf(ben)).toEqual([acme]);
    await fixture.as(owner, 'DELETE', `/api/organizations/${acme}/members/${ben.id}`);
    await changeTo(`ben@other-${name}`);
    await changeTo(`ben@${name}`, 2);
    expect(await rows.unitsOf(ben)).toEqual([]);
  });

  it('let people join the root once their unit is deleted', async () => {
    const team = await rows.unit('Team', acme);
    const domain = await joining(team);
    const gone = await fixture.as(owner, 'DELETE', `/api/organizations/${team}`);
    expect(gone.status).toBe(200);
    const listed = await call('GET', '');
    expect(listed.body.domains).toMatchObject([{ id: domain.id, unit_id: acme, joins: true }]);
    const anna = await register(`anna@${name}`);
    await confirm(anna);
    expect(await rows.unitsOf(anna)).toEqual([acme]);
  });

  it('are at most a hundred, listed page by page, and removed for good', async () => {
    await fixture.accounts.rows(
      `INSERT INTO organization_domains (id, root_id, domain, token)
       SELECT gen_random_uuid(), $1, 'd' || n || '.example', 'x' FROM generate_series(1, 100) n`,
      [acme],
    );
    const full = await call('POST', '', { domain: name });
    expect(refused(full)).toEqual([409, 'DOMAIN_LIMIT_REACHED']);
    const page = await call('GET', '?limit=60');
    expect(page.body.domains).toHaveLength(60);
    expect((await call('DELETE', `/${page.body.domains[0]!.id}`)).status).toBe(200);
    const again = await call('DELETE', `/${page.body.domains[0]!.id}`);
    expect(refused(again)).toEqual([404, 'DOMAIN_NOT_FOUND']);
    await add();
  });

  it('lose their proof when the record is missing for three days, and not when DNS fails', async () => {
    const domain = await joining();
    dns.replies.set(domain.record_name, 'servfail');
    clock.advanceSeconds(DAY_S + 1);
    await check();
    expect(await current(domain)).toMatchObject({ joins: true, failing_since: null });
    dns.replies.delete(domain.record_name);
    for (let day = 0; day < 3; day += 1) {
      clock.advanceSeconds(DAY_S + 1);
      await check();
      expect(await current(domain)).toMatchObject({ joins: true, failing_since: expect.any(Date) });
    }
    clock.advanceSeconds(DAY_S + 1);
    await check();
    expect(await current(domain)).toMatchObject({ joins: false, verified_at: null });
    const anna = await register(`anna@${name}`);
    await confirm(anna);
    expect(await rows.unitsOf(anna)).toEqual([]);
  });
});
