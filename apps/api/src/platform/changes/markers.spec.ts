import type { Change } from './change.js';
import { markersOf } from './markers.js';

describe('the markers that a change makes stale', () => {
  const ids = { userId: 'u', sessionId: 's', serviceId: 'v', roleId: 'r', tokenId: 't' };

  it.each<[Change['kind'], string[]]>([
    ['session_ended', ['session:s']],
    ['user_changed', ['user:u']],
    ['user_permissions_changed', ['user:u']],
    ['role_changed', ['service:v']],
    ['service_changed', ['service:v']],
    ['token_changed', ['token:t']],
    ['keys_changed', []],
  ])('%s: %p', (kind, markers) => {
    expect(markersOf({ kind, ...ids })).toEqual(markers);
  });

  it('a session_ended change without a session makes everything of the user stale', () => {
    expect(markersOf({ kind: 'session_ended', userId: 'u' })).toEqual(['user:u']);
  });

  it('a change must name what its kind concerns', () => {
    expect(() => markersOf({ kind: 'session_ended' })).toThrow('must name the user');
    expect(() => markersOf({ kind: 'token_changed', serviceId: 'v' })).toThrow(
      'must name the token',
    );
    expect(markersOf({ kind: 'keys_changed' })).toEqual([]);
  });
});
