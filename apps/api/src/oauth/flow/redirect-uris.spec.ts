import {
  assertRedirectAllowed,
  readReturnAddress,
  readReturnAddressWithoutCode,
  withParameters,
} from './redirect-uris.js';

const isAllowed = (uri: string, ...allowed: string[]) => {
  try {
    assertRedirectAllowed(uri, allowed);
    return true;
  } catch {
    return false;
  }
};

describe('a redirect URI of an application', () => {
  it.each([
    ['http://127.0.0.1/cb', 'http://127.0.0.1:51004/cb'],
    ['http://127.0.0.1:5173/cb', 'http://127.0.0.1:51004/cb'],
    ['http://127.0.0.1:5173/cb', 'http://127.0.0.1/cb'],
    ['http://[::1]/cb', 'http://[::1]:61023/cb'],
    ['http://[::1]:5173/cb?a=b', 'http://[::1]:1/cb?a=b'],
    ['http://127.0.0.1', 'http://127.0.0.1:65535'],
  ])(
    'a redirect URI with %s on the list may have any loopback port: %s (RFC 8252, 7.3)',
    (entry, uri) => {
      expect(isAllowed(uri, 'https://app.example.test/cb', entry)).toBe(true);
    },
  );

  it.each([
    ['http://127.0.0.1/cb', 'http://127.0.0.1:51004/other'],
    ['http://127.0.0.1/cb', 'http://127.0.0.1:51004/cb/'],
    ['http://127.0.0.1/cb', 'http://127.0.0.1:51004/cb?x=1'],
    ['http://127.0.0.1/cb', 'http://127.0.0.1:51004/cb#x'],
    ['http://127.0.0.1/cb', 'https://127.0.0.1:51004/cb'],
    ['http://127.0.0.1/cb', 'http://[::1]:51004/cb'],
    ['http://127.0.0.1/cb', 'http://localhost:51004/cb'],
    ['http://127.0.0.1/cb', 'http://127.0.0.2:51004/cb'],
    ['http://127.0.0.1/cb', 'http://127.1:51004/cb'],
    ['http://127.0.0.1/cb', 'http://2130706433:51004/cb'],
    ['http://127.0.0.1/cb', 'http://127.0.0.1:51004@evil.test/cb'],
    ['http://127.0.0.1/cb', 'http://127.0.0.1@evil.test/cb'],
    ['http://127.0.0.1/cb', 'http://anna@127.0.0.1:51004/cb'],
    ['http://127.0.0.1/cb', 'http://127.0.0.1.evil.test:51004/cb'],
    ['http://127.0.0.1/cb', 'http://127.0.0.1:51004\\@evil.test/cb'],
    ['http://127.0.0.1/cb', 'http://127.0.0.1:0/cb'],
    ['http://127.0.0.1/cb', 'http://127.0.0.1:65536/cb'],
    ['http://127.0.0.1/cb', 'http://127.0.0.1:-1/cb'],
    ['http://127.0.0.1/cb', 'http://127.0.0.1:/cb'],
    ['http://127.0.0.1', 'http://127.0.0.1:51004/cb'],
    ['http://[::1]/cb', 'http://[0:0:0:0:0:0:0:1]:51004/cb'],
    ['http://[::1]/cb', 'http://[::ffff:127.0.0.1]:51004/cb'],
    // A name, which the resolver of the device may lead elsewhere.
    ['http://localhost/cb', 'http://localhost:51004/cb'],
    ['https://app.example.test/cb', 'https://app.example.test:8443/cb'],
    ['com.example.app:/cb', 'com.example.app:/cb/other'],
    ['com.example.app:/cb', 'com.example.app://cb'],
    ['com.example.app:/cb', 'COM.example.app:/cb'],
  ])('a redirect URI with %s on the list may not be %s', (entry, uri) => {
    expect(isAllowed(uri, entry)).toBe(false);
  });

  it.each(['http://localhost:5173/cb', 'com.example.app:/cb', 'com.example.app://host/cb'])(
    'a redirect URI may be %s where the list has exactly that',
    (uri) => {
      expect(isAllowed(uri, uri)).toBe(true);
    },
  );

  it.each([
    ['com.example.app:/cb', 'com.example.app:/cb?code=c&state=s'],
    ['com.example.app://host/cb', 'com.example.app://host/cb?code=c&state=s'],
    ['http://[::1]:51004/cb', 'http://[::1]:51004/cb?code=c&state=s'],
    ['https://app.example.test/cb?own=1', 'https://app.example.test/cb?own=1&code=c&state=s'],
  ])('the redirect URI %s gets the answer as its parameters', (uri, expected) => {
    expect(withParameters(uri, { code: 'c', state: 's' })).toBe(expected);
  });
});

describe('the return address of a flow', () => {
  const web = 'https://app.example.test/cb';
  const native = 'com.example.app:/cb';
  const allowed = [web, native];
  const read = (request: Parameters<typeof readReturnAddress>[0]) => () =>
    readReturnAddress(request, allowed);

  it('the return address is empty without a redirect URI', () => {
    expect(readReturnAddress({}, allowed)).toEqual({});
  });

  it('the return address has the redirect URI, the challenge and the state of the application', () => {
    const request = { redirect_uri: web, code_challenge: 'c', state: 's' };
    const expected = { redirectUri: web, codeChallenge: 'c', appState: 's' };
    expect(readReturnAddress(request, allowed)).toEqual(expected);
  });

  it('a challenge without a redirect URI is refused', () => {
    expect(read({ code_challenge: 'c' })).toThrow(
      expect.objectContaining({ code: 'VALIDATION_FAILED' }),
    );
  });

  it('a redirect URI that is not on the list is refused', () => {
    expect(read({ redirect_uri: 'https://evil.example.test/cb', code_challenge: 'c' })).toThrow(
      expect.objectContaining({ code: 'REDIRECT_URI_NOT_ALLOWED' }),
    );
  });

  it('a redirect URI of a native application is refused without a challenge where the flow answers a code', () => {
    expect(read({ redirect_uri: native })).toThrow(
      expect.objectContaining({ code: 'CODE_CHALLENGE_REQUIRED' }),
    );
    expect(readReturnAddressWithoutCode({ redirect_uri: native, state: 's' }, allowed)).toEqual({
      redirectUri: native,
      appState: 's',
    });
  });
});
