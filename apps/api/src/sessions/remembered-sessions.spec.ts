import { randomBytes } from 'node:crypto';
import { newId } from '#libs/kernel';
import { RememberedSessions, type UnchangingFacts } from './remembered-sessions.js';

const someFacts = (): UnchangingFacts => ({
  userId: newId(),
  secret: randomBytes(32),
  resourceId: null,
});

describe('remembered sessions', () => {
  it('a remembered session is found as it was given', () => {
    const remembered = new RememberedSessions();
    const [id, facts] = [newId(), { ...someFacts(), resourceId: newId() }];
    remembered.remember(id, facts);
    expect(remembered.find(id)).toEqual(facts);
    expect(remembered.find(newId())).toBeNull();
  });

  it('of more sessions than there is room for, the one that was used longest ago is forgotten', () => {
    const remembered = new RememberedSessions(3);
    const ids = Array.from({ length: 4 }, () => newId());
    for (const id of ids.slice(0, 3)) remembered.remember(id, someFacts());
    remembered.find(ids[0]!);
    remembered.remember(ids[3]!, someFacts());
    expect(ids.map((id) => remembered.find(id) !== null)).toEqual([true, false, true, true]);
  });

  it('any number of sessions take the room of the given number', () => {
    const remembered = new RememberedSessions(100);
    for (let n = 0; n < 1000; n += 1) remembered.remember(newId(), someFacts());
    expect(remembered.size).toBe(100);
  });

  it('a session that is remembered twice takes the room of one', () => {
    const remembered = new RememberedSessions();
    const [id, facts] = [newId(), someFacts()];
    remembered.remember(id, facts);
    remembered.remember(id, facts);
    expect(remembered.size).toBe(1);
  });
});
