import { PersonalData } from './personal-data.js';

describe('personal data', () => {
  const subject = { userId: 'u1', sessionId: 's1' };

  it('The personal data of a user have each declared section, for this user', async () => {
    const data = new PersonalData();
    data.declare('sessions', async ({ userId }) => [userId]);
    data.declare('profile', async ({ sessionId }) => ({ sessionId }));
    const collected = await data.collect(subject);
    expect(collected).toEqual({ profile: { sessionId: 's1' }, sessions: ['u1'] });
    expect(Object.keys(collected)).toEqual(['profile', 'sessions']);
  });

  it('Two sections of one name are a mistake', () => {
    const data = new PersonalData();
    data.declare('profile', async () => null);
    expect(() => data.declare('profile', async () => null)).toThrow('Two sections');
  });
});
