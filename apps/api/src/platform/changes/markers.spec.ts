import type { Change } from './change.js';
import { markersOf } from './markers.js';

describe('what a change makes stale', () => {
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

  it('is all of a user when no session is named', () => {
    expect(markersOf({ kind: 'session_ended', userId: 'u' })).toEqual(['user:u']);
  });

  it('must be said', () => {
    expect(() => markersOf({ kind: 'session_ended' })).toThrow('must name the user');
    expect(() => markersOf({ kind: 'token_changed', serviceId: 'v' })).toThrow(
      'must name the token',
    );
    expect(markersOf({ kind: 'keys_changed' })).toEqual([]);
  });
});
