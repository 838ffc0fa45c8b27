import type { AccessTokenClaims } from './access-token-claims.js';
import { VerifiedTokens } from './verified-tokens.js';

const aToken = (sub: string) => ({ claims: { sub } as AccessTokenClaims, header: 'h' });

describe('the memory of verified tokens', () => {
  it('the memory of verified tokens is bounded and forgets the token that was unused longest', () => {
    const memory = new VerifiedTokens(2);
    memory.add('a', aToken('a'));
    memory.add('b', aToken('b'));
    expect(memory.find('a')?.claims.sub).toBe('a');
    memory.add('c', aToken('c'));
    expect(memory.size).toBe(2);
    expect(memory.find('b')).toBeNull();
    expect(memory.find('a')?.claims.sub).toBe('a');
    memory.forget('a');
    expect(memory.find('a')).toBeNull();
  });
});
