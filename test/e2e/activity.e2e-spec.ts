import { Fixture, type SignedInUser } from './support/fixture.js';
import { withFixture } from '../support/with-fixture.js';

interface Activity {
  readonly type: string;
  readonly by: string;
  readonly ip: string | null;
  readonly user_agent: string | null;
  readonly session_id: string | null;
  readonly code: string | null;
}

describe('the activity of the signed-in user', () => {
  let fixture: Fixture;
  let person: SignedInUser;

  withFixture(async (opened) => {
    fixture = opened.add(await Fixture.open());
    person = await fixture.person();
  });

  const activityOf = async (who: SignedInUser, query = '') =>
    (
      await fixture.as<{ activity: Activity[]; next_cursor: string | null }>(
        who,
        'GET',
        `/api/auth/activity${query}`,
      )
    ).body;

  it('The activity list needs a signed-in user', async () => {
    expect((await fixture.app.get('/api/auth/activity')).status).toBe(401);
  });

  it('The activity list shows own sign-ins and failed tries of others', async () => {
    await fixture.app.post('/api/auth/login', { email: person.email, password: 'a guess of it' });
    const [tried, signedIn] = (await activityOf(person)).activity;
    expect(tried).toMatchObject({
      type: 'login.failed',
      by: 'unknown',
      ip: '127.0.0.1',
      code: 'INVALID_CREDENTIALS',
    });
    expect(signedIn).toMatchObject({ type: 'login.succeeded', by: 'you', ip: '127.0.0.1' });
    expect(signedIn?.session_id).not.toBeNull();
  });

  it('The activity list shows acts of administrators, without their address', async () => {
    await fixture.assign(person, fixture.authServiceId, 'readonly');
    const [assigned] = (await activityOf(person)).activity;
    expect(assigned).toMatchObject({
      by: 'administration',
      ip: null,
      user_agent: null,
      session_id: null,
    });
  });

  it('The activity list shows no events of other users', async () => {
    const [other, own] = [await fixture.person(), (await activityOf(person)).activity.length];
    await fixture.app.post('/api/auth/login', { email: other.email, password: 'a guess of it' });
    expect((await activityOf(person)).activity).toHaveLength(own);
    const text = JSON.stringify(await activityOf(other));
    expect(text).not.toContain(person.id);
  });

  it('The activity list is paged', async () => {
    const all = (await activityOf(person)).activity;
    const seen: Activity[] = [];
    let cursor: string | null = null;
    do {
      const page = await activityOf(
        person,
        `?limit=1${cursor === null ? '' : `&cursor=${cursor}`}`,
      );
      seen.push(...page.activity);
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(seen).toEqual(all);
  });
});
