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

describe("one's own activity", () => {
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

  it('is for who is signed in', async () => {
    expect((await fixture.app.get('/api/auth/activity')).status).toBe(401);
  });

  it('shows sign-ins, and those of others who tried', async () => {
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

  it('shows what the administration did, not from where', async () => {
    await fixture.assign(person, fixture.authServiceId, 'readonly');
    const [assigned] = (await activityOf(person)).activity;
    expect(assigned).toMatchObject({
      by: 'administration',
      ip: null,
      user_agent: null,
      session_id: null,
    });
  });

  it('shows nothing of others', async () => {
    const [other, own] = [await fixture.person(), (await activityOf(person)).activity.length];
    await fixture.app.post('/api/auth/login', { email: other.email, password: 'a guess of it' });
    expect((await activityOf(person)).activity).toHaveLength(own);
    const text = JSON.stringify(await activityOf(other));
    expect(text).not.toContain(person.id);
  });

  it('comes page by page', async () => {
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
