import { challengeIn, readAssertion, readAttestation } from './passkey-response.js';

const assertion = (response: object = {}, envelope: object = {}): unknown => ({
  id: 'AAAA',
  rawId: 'AAAA',
  type: 'public-key',
  response: { clientDataJSON: 'e30', authenticatorData: 'AA', signature: 'AA', ...response },
  ...envelope,
});

const clientData = (fields: unknown) => ({
  clientDataJSON: Buffer.from(JSON.stringify(fields)).toString('base64url'),
});

describe('the response of an authenticator', () => {
  it('a response is read with its known fields alone', () => {
    const read = readAssertion(assertion({ userHandle: null, more: 'x' }, { more: 'x' }));
    expect(read).toEqual({
      id: 'AAAA',
      rawId: 'AAAA',
      type: 'public-key',
      clientExtensionResults: {},
      response: { clientDataJSON: 'e30', authenticatorData: 'AA', signature: 'AA' },
    });
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a text', 'x'],
    ['a list', []],
    ['two different ids', assertion({}, { rawId: 'AAAB' })],
    ['another type', assertion({}, { type: 'password' })],
    ['an id that is too long', assertion({}, { id: 'A'.repeat(1400), rawId: 'A'.repeat(1400) })],
    ['no client data', assertion({ clientDataJSON: undefined })],
    ['client data that are too long', assertion({ clientDataJSON: 'A'.repeat(10_000) })],
    ['a signature that is a number', assertion({ signature: 1 })],
    ['a signature that is not base64url', assertion({ signature: 'A+/=' })],
    ['an empty signature', assertion({ signature: '' })],
    ['authenticator data that are an object', assertion({ authenticatorData: {} })],
    ['a user handle that is too long', assertion({ userHandle: 'A'.repeat(87) })],
    ['a user handle that is a list', assertion({ userHandle: ['A'] })],
  ])('a response with %s is not read', (_what, value) => {
    expect(readAssertion(value)).toBeNull();
  });

  it('only known transports of a new passkey are read', () => {
    const transports = ['usb', 'telepathy', 7, 'internal'];
    const read = readAttestation(assertion({ attestationObject: 'AA', transports }));
    expect(read?.response.transports).toEqual(['internal', 'usb']);
    const none = readAttestation(assertion({ attestationObject: 'AA', transports: 'usb' }));
    expect(none?.response.transports).toEqual([]);
  });

  it('the challenge is read from the client data', () => {
    expect(challengeIn(clientData({ challenge: 'abc' }))).toBe('abc');
    expect(challengeIn(clientData({ challenge: 'abc', crossOrigin: false }))).toBe('abc');
  });

  it.each<[string, unknown]>([
    ['of a frame of another site', { challenge: 'abc', crossOrigin: true }],
    ['with a strange flag', { challenge: 'abc', crossOrigin: 'false' }],
    ['with a top origin', { challenge: 'abc', topOrigin: 'https://a.test' }],
    ['without a challenge', {}],
    ['whose challenge is no text', { challenge: ['abc'] }],
    ['that are a list', [1]],
    ['that are nothing', null],
  ])('client data %s have no challenge', (_what, fields) => {
    expect(challengeIn(clientData(fields))).toBeNull();
  });

  it('client data that are no JSON have no challenge', () => {
    expect(challengeIn({ clientDataJSON: 'AAAA' })).toBeNull();
  });
});
