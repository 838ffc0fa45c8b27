import { inspect } from 'node:util';
import { HttpAuthority } from '../core/http-authority.js';
import { toEngineOptions } from '../options.js';

const options = { issuer: 'http://127.0.0.1:9', service: 'orders' };
const TOKEN = 'gh_0123456789';

describe('an application token that no header can carry', () => {
  it.each(['\nabc', '\n', '“'])(
    'an appToken that no header can carry stops the start and is not quoted (%j)',
    (end) => {
      const start = () => toEngineOptions({ ...options, appToken: `${TOKEN}${end}` });
      expect(start).toThrow('appToken must be an application token (gh_...)');
      expect(start).not.toThrow(TOKEN);
    },
  );

  it('an appToken that no header can carry is named as the cause of a failed call and is not quoted', async () => {
    const authority = new HttpAuthority({
      url: 'http://127.0.0.1:9',
      appToken: `${TOKEN}\nabc`,
      timeoutMs: 1_000,
      fetch: (...call) => globalThis.fetch(...call),
    });
    const error: unknown = await authority.fetchRights('anna').catch((caught: unknown) => caught);
    expect(error).toMatchObject({ kind: 'malformed' });
    expect(inspect(error, { depth: 9 })).not.toContain(TOKEN);
  });
});
