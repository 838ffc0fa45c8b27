import { descendantsOf, type SessionLine } from './session-lineage.js';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));

const line = (id: string, minute: number, more: Partial<SessionLine> = {}): SessionLine => ({
  id,
  createdAt: at(minute),
  deviceId: null,
  identityId: null,
  descendsFrom: null,
  succeededBy: null,
  ...more,
});

const denied = { id: 'denied', deviceId: 'thief', joinedIdentityId: null };
const thief = line('denied', 10, { deviceId: 'thief' });

const found = (lines: readonly SessionLine[], about: Partial<typeof denied> = {}) =>
  [...descendantsOf({ ...denied, ...about }, [thief, ...lines])].sort();

describe('the descendants of a denied session', () => {
  it('the sessions of the owner do not descend from a denied session', () => {
    const owner = [
      line('before', 1, { deviceId: 'owner' }),
      line('after', 20, { deviceId: 'owner' }),
    ];
    expect(found(owner)).toEqual(['denied']);
  });

  it('the successors of a denied session descend from it', () => {
    const lines = [
      { ...thief, succeededBy: 'second' },
      line('third', 10),
      line('second', 10, { succeededBy: 'third' }),
    ];
    expect([...descendantsOf(denied, lines)].sort()).toEqual(['denied', 'second', 'third']);
  });

  it('sessions opened with what a denied session set descend from it, at any distance', () => {
    const lines = [
      line('third', 30, { descendsFrom: 'second' }),
      line('second', 20, { descendsFrom: 'denied' }),
    ];
    expect(found(lines)).toEqual(['denied', 'second', 'third']);
  });

  it('later sessions of the devices descend from a denied session', () => {
    const lines = [
      line('earlier', 5, { deviceId: 'thief' }),
      line('again', 15, { deviceId: 'thief' }),
      line('elsewhere', 20, { descendsFrom: 'again', deviceId: 'phone' }),
      line('phone', 25, { deviceId: 'phone' }),
      line('phone before', 2, { deviceId: 'phone' }),
    ];
    expect(found(lines)).toEqual(['again', 'denied', 'elsewhere', 'phone']);
  });

  it('sessions opened with the identity that a denied sign-in joined descend from it', () => {
    const lines = [
      line('other', 30, { identityId: 'joined' }),
      line('old', 30, { identityId: 'x' }),
    ];
    expect([
      ...descendantsOf({ ...denied, joinedIdentityId: 'joined' }, [thief, ...lines]),
    ]).toEqual(['denied', 'other']);
  });

  it('of a denied session whose row is deleted, the sessions of its device descend', () => {
    const lines = [line('again', 5, { deviceId: 'thief' }), line('owner', 6)];
    expect([...descendantsOf(denied, lines)].sort()).toEqual(['again', 'denied']);
  });
});
