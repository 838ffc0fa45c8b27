import { newId } from '#libs/kernel';
import { Fixture, type SignedInUser } from './support/fixture.js';
import { Organizations } from './support/organizations.js';
import { withFixture } from '../support/with-fixture.js';
import { UNLIMITED } from '../support/accounts.js';

interface ListedMember {
  readonly user_id: string;
  readonly is_owner: boolean;
  readonly unit_ids: string[];
}

describe('members and owners of organizations', () => {
  let fixture: Fixture;
  let organizations: Organizations;
  let owner: SignedInUser;
  let role: string;
  let root: string;
  let europe: string;
  let berlin: string;

  withFixture(async (opened) => {
    fixture = opened.add(await Fixture.open({ env: UNLIMITED }));
    organizations = new Organizations(fixture);
    role = await fixture.role(await fixture.service('orders'), 'user');
  });

  beforeEach(async () => {
    owner = await fixture.person();
    root = await organizations.ownedBy(owner);
    europe = await organizations.below(owner, root, 'Europe');
    berlin = await organizations.below(owner, europe, 'Berlin');
  });

  const add = (who: { token: string }, unit: string, user: string) =>
    fixture.as(who, 'POST', organizations.path(unit, '/members'), { user_id: user });
  const end = (who: { token: string }, unit: string, user: { id: string }, query = '') =>
    fixture.as(who, 'DELETE', organizations.path(unit, `/members/${user.id}${query}`));
  const leave = (who: { token: string }, unit: string) =>
    fixture.as(who, 'POST', organizations.path(unit, '/leave'));
  const list = async (who: { token: string }, unit: string, query = '') => {
    const path = organizations.path(unit, `/members${query}`);
    const answer = await fixture.as<{ members: ListedMember[]; next_cursor: string | null }>(
      who,
      'GET',
      path,
    );
    return answer;
  };
  const owners = (who: { token: string }, method: string, rest = '', body?: unknown) =>
    fixture.as(who, method, organizations.path(root, `/owners${rest}`), body);
  const transfer = (who: { token: string }, user: { id: string }) =>
    fixture.as(who, 'POST', organizations.path(root, '/transfer'), { user_id: user.id });

  it('Owners add members of the organization to further units, and learn nothing of strangers', async () => {
    const [member, stranger] = [await fixture.person(), await fixture.person()];
    await organizations.join(member, europe);
    expect((await add(owner, berlin, member.id)).status).toBe(201);
    expect((await add(owner, berlin, member.id)).body['code']).toBe('ALREADY_MEMBER');
    const known = await add(owner, berlin, stranger.id);
    const unknown = await add(owner, berlin, newId());
    expect([known.status, known.body['code']]).toEqual([409, 'NOT_A_MEMBER']);
    const facts = ({ body }: typeof known) => [body['code'], body['detail'], body['message']];
    expect(facts(unknown)).toEqual(facts(known));
    expect((await add(member, berlin, stranger.id)).status).toBe(403);
    expect((await add(fixture.admin, berlin, newId())).body['code']).toBe('USER_NOT_FOUND');
    expect((await add(fixture.admin, berlin, stranger.id)).status).toBe(201);
    for (const bad of ['garbage', '__proto__', { $gt: '' }])
      expect((await add(owner, berlin, bad as string)).status).toBe(400);
  });

  it('Members are listed to owners with their units, page by page, and to no other member', async () => {
    const people = [await fixture.person(), await fixture.person(), await fixture.person()];
    for (const person of people) await organizations.join(person, berlin);
    await organizations.join(people[0]!, europe);
    expect((await list(owner, europe)).body.members.map(({ user_id }) => user_id)).toEqual([
      people[0]!.id,
    ]);
    for (const unit of [europe, root]) {
      const first = await list(owner, unit, '?inherited=true&limit=2');
      const rest = await list(
        owner,
        unit,
        `?inherited=true&limit=2&cursor=${first.body.next_cursor}`,
      );
      const all = [...first.body.members, ...rest.body.members];
      const ids = [...(unit === root ? [owner.id] : []), ...people.map(({ id }) => id)];
      expect(all.map(({ user_id }) => user_id)).toEqual(ids.sort());
      expect(all.find(({ user_id }) => user_id === people[0]!.id)?.unit_ids).toEqual(
        [europe, berlin].sort(),
      );
    }
    for (const unit of [root, berlin]) expect((await list(people[0]!, unit)).status).toBe(403);
    const foreign = await list(owner, await organizations.ownedBy(people[1]!));
    expect(foreign.status).toBe(403);
  });

  it('A removed member loses the roles there and below, except where they are a member still', async () => {
    const member = await fixture.person();
    const mitte = await organizations.below(owner, berlin, 'Mitte');
    for (const unit of [europe, mitte, root]) await organizations.join(member, unit);
    for (const unit of [europe, berlin, mitte]) await organizations.hold(member, unit, role);
    // The membership of the root is above all of them.
    expect((await end(owner, europe, member)).status).toBe(200);
    expect(await organizations.heldBy(member)).toEqual([europe, berlin, mitte].sort());
    await organizations.join(member, europe);
    expect((await end(owner, root, member)).status).toBe(200);
    expect(await organizations.heldBy(member)).toEqual([europe, berlin, mitte].sort());
    expect((await end(owner, europe, member)).status).toBe(200);
    expect(await organizations.heldBy(member)).toEqual([mitte]);
    expect((await end(owner, europe, member)).body['code']).toBe('MEMBER_NOT_FOUND');
    expect((await end(owner, mitte, { id: newId() })).body['code']).toBe('MEMBER_NOT_FOUND');
  });

  it('A member removed from the last unit loses all roles of the organization, and none of others', async () => {
    const member = await fixture.person();
    const other = await organizations.ownedBy(owner);
    for (const unit of [berlin, other]) await organizations.join(member, unit);
    for (const unit of [berlin, europe, root, other]) await organizations.hold(member, unit, role);
    expect((await end(owner, berlin, member)).status).toBe(200);
    expect(await organizations.heldBy(member)).toEqual([other]);
  });

  it('A membership that ended is removed with those below when asked', async () => {
    const member = await fixture.person();
    for (const unit of [europe, berlin]) await organizations.join(member, unit);
    await organizations.hold(member, berlin, role);
    expect((await end(owner, root, member)).status).toBe(404);
    expect((await end(owner, root, member, '?inherited=true')).status).toBe(200);
    expect(await organizations.heldBy(member)).toEqual([]);
    expect((await leave(member, root)).status).toBe(403);
  });

  it('Members leave, hold nothing any more, and no member removes another', async () => {
    const [member, other] = [await fixture.person(), await fixture.person()];
    for (const person of [member, other]) await organizations.join(person, berlin);
    await organizations.hold(member, berlin, role);
    expect((await end(other, berlin, member)).status).toBe(403);
    expect((await leave(member, europe)).status).toBe(200);
    expect(await organizations.heldBy(member)).toEqual([]);
    expect((await leave(member, root)).status).toBe(403);
    expect((await leave(member, newId())).status).toBe(403);
  });

  it('The last owner neither leaves nor is removed, also where another one is disabled', async () => {
    const second = await fixture.person();
    await organizations.join(second, berlin);
    const refused = async () => {
      const answers = [
        await leave(owner, root),
        await end(owner, root, owner),
        await end(fixture.admin, root, owner, '?inherited=true'),
        await owners(owner, 'DELETE', `/${owner.id}`),
      ];
      return answers.map(({ body }) => body['code']);
    };
    expect(new Set(await refused())).toEqual(new Set(['LAST_OWNER']));
    expect((await owners(owner, 'POST', '', { user_id: second.id })).status).toBe(201);
    await fixture.asAdmin('PATCH', `/api/users/${second.id}`, { is_active: false });
    expect(new Set(await refused())).toEqual(new Set(['LAST_OWNER']));
    await fixture.asAdmin('PATCH', `/api/users/${second.id}`, { is_active: true });
    expect((await leave(owner, root)).status).toBe(200);
    expect((await list(owner, root)).status).toBe(403);
  });

  it('Owners appoint members as owners, never strangers or disabled accounts', async () => {
    const [member, stranger] = [await fixture.person(), await fixture.person()];
    await organizations.join(member, berlin);
    expect((await owners(member, 'POST', '', { user_id: member.id })).status).toBe(403);
    expect((await owners(owner, 'POST', '', { user_id: stranger.id })).body['code']).toBe(
      'NOT_A_MEMBER',
    );
    expect((await owners(owner, 'POST', '', { user_id: newId() })).body['code']).toBe(
      'NOT_A_MEMBER',
    );
    await fixture.asAdmin('PATCH', `/api/users/${member.id}`, { is_active: false });
    expect((await owners(owner, 'POST', '', { user_id: member.id })).body['code']).toBe(
      'ACCOUNT_DISABLED',
    );
    await fixture.asAdmin('PATCH', `/api/users/${member.id}`, { is_active: true });
    expect((await owners(owner, 'POST', '', { user_id: member.id })).status).toBe(201);
    expect((await owners(owner, 'POST', '', { user_id: member.id })).body['code']).toBe(
      'ALREADY_OWNER',
    );
    expect((await owners(owner, 'DELETE', `/${member.id}`)).status).toBe(200);
    expect((await owners(owner, 'DELETE', `/${member.id}`)).body['code']).toBe('OWNER_NOT_FOUND');
  });

  it('Ownership passes to a member, and the owner before stays a member without its rights', async () => {
    const [member, stranger] = [await fixture.person(), await fixture.person()];
    await organizations.join(member, berlin);
    expect((await transfer(owner, stranger)).body['code']).toBe('NOT_A_MEMBER');
    expect((await transfer(owner, owner)).body['code']).toBe('ALREADY_OWNER');
    expect((await transfer(fixture.admin, member)).body['code']).toBe('OWNER_NOT_FOUND');
    expect((await transfer(member, member)).status).toBe(403);
    expect((await transfer(owner, member)).status).toBe(200);
    expect((await owners(owner, 'GET')).status).toBe(403);
    const { body } = await owners(member, 'GET');
    expect(body['owners']).toEqual([
      expect.objectContaining({ user_id: member.id, is_owner: true }),
    ]);
    const mine = await fixture.as<{ organizations: { is_owner: boolean }[] }>(
      owner,
      'GET',
      '/api/organizations',
    );
    expect(mine.body.organizations).toEqual([expect.objectContaining({ is_owner: false })]);
  });

  it('An owner of one organization manages nothing of another', async () => {
    const other = await fixture.person();
    const foreign = await organizations.ownedBy(other);
    const member = await fixture.person();
    await organizations.join(member, berlin);
    const calls = [
      ['GET', organizations.path(root)],
      ['GET', organizations.path(root, '/units')],
      ['GET', organizations.path(root, '/members')],
      ['GET', organizations.path(root, '/owners')],
      ['PUT', organizations.path(root), { name: 'Mine' }],
      ['DELETE', organizations.path(berlin, '?force=1')],
      ['POST', organizations.path(berlin, '/move'), { parent_id: foreign }],
      ['POST', organizations.path(berlin, '/members'), { user_id: other.id }],
      ['DELETE', organizations.path(berlin, `/members/${member.id}`)],
      ['POST', organizations.path(root, '/owners'), { user_id: other.id }],
      ['DELETE', organizations.path(root, `/owners/${owner.id}`)],
      ['POST', organizations.path(root, '/transfer'), { user_id: other.id }],
      ['POST', organizations.path(root, '/leave')],
    ] as const;
    for (const [method, path, body] of calls)
      expect([path, (await fixture.as(other, method, path, body)).status]).toEqual([path, 403]);
    // Nor does a foreign parent in the body help.
    const own = await organizations.below(other, foreign, 'Own');
    const { status } = await fixture.as(other, 'POST', organizations.path(own, '/move'), {
      parent_id: berlin,
    });
    expect(status).toBe(403);
  });
});
