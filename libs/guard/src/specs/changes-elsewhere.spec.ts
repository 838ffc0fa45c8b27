import { setTimeout as pause } from 'node:timers/promises';
import { AppTokens } from '../core/app-tokens.js';
import type { AppTokenState } from '../core/authority.js';
import { newFakeAppToken } from '../testing/fake-app-token.js';

const LOOK_MS = 30;

const stateOf = (
  tokenId: string,
  serviceId: string,
  granted: readonly string[],
): AppTokenState => ({
  app: { tokenId, tokenName: 'sync', serviceId, serviceName: serviceId, scopes: [...granted] },
  standing: { granted },
  expiresAt: null,
  allowedNetworks: [],
});

describe('A token that is looked at while others are changed all the time', () => {
  const token = newFakeAppToken();
  const shown = { live: false, address: '192.0.2.1' };
  let granted: readonly string[];
  let tokens: AppTokens;
  let looks: number;

  beforeEach(() => {
    granted = ['orders:sync'];
    looks = 0;
    tokens = new AppTokens({
      authority: {
        validateAppToken: async () => {
          looks += 1;
          const state = stateOf('ours', 'billing', granted);
          await pause(LOOK_MS);
          return state;
        },
      },
      ...{ clock: Date.now, maxAgeMs: () => 30_000, trustsLastAnswer: () => false },
    });
  });

  async function whileChanging<T>(change: () => void, work: () => Promise<T>): Promise<T> {
    const changing = setInterval(change, 3);
    try {
      return await work();
    } finally {
      clearInterval(changing);
    }
  }

  it.each([
    ['tokens', () => tokens.forgetToken('theirs')],
    ['revoked tokens', () => tokens.revoke('theirs')],
    ['grants', () => tokens.forgetCaller('shipping')],
    ['services', () => tokens.setServiceActive('shipping', true)],
  ])('is let in: %s', async (_what, change) => {
    const state = await whileChanging(change, () => tokens.authenticate(token, shown));
    expect([state.app.tokenId, looks]).toEqual(['ours', 1]);
  });

  it('is looked at again when the change was its own', async () => {
    const asked = tokens.authenticate(token, shown);
    await pause(LOOK_MS / 2);
    granted = [];
    tokens.forgetCaller('shipping');
    tokens.forgetCaller('billing');
    expect((await asked).standing).toEqual({ granted: [] });
    expect(looks).toBe(2);
  });

  it('is looked at again however many changes were announced meanwhile', async () => {
    const asked = tokens.authenticate(token, shown);
    await pause(LOOK_MS / 2);
    granted = [];
    tokens.forgetCaller('billing');
    for (let change = 0; change < 1500; change += 1) tokens.forgetToken(`theirs ${change}`);
    expect((await asked).standing).toEqual({ granted: [] });
  });

  it('is looked at anew for who asks the server now, though a look is on its way', async () => {
    const asked = tokens.authenticate(token, shown);
    await pause(LOOK_MS / 2);
    granted = [];
    const now = await tokens.authenticate(token, { ...shown, live: true });
    expect(now.standing).toEqual({ granted: [] });
    expect((await asked).standing).toEqual({ granted: ['orders:sync'] });
  });
});
