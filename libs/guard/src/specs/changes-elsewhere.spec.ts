import { setTimeout as pause } from 'node:timers/promises';
import { AppTokens } from '../core/app-tokens.js';
import type { AppTokenState } from '../core/authority.js';
import { newFakeAppToken } from '../testing/fake-credentials.js';

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

describe('A token that is looked up while others change', () => {
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
  ])('a token is admitted although others change during its look-up: %s', async (_what, change) => {
    const state = await whileChanging(change, () => tokens.authenticate(token, shown));
    expect([state.app.tokenId, looks]).toEqual(['ours', 1]);
  });

  it('a token is looked up again if it changed during its look-up', async () => {
    const asked = tokens.authenticate(token, shown);
    await pause(LOOK_MS / 2);
    granted = [];
    tokens.forgetCaller('shipping');
    tokens.forgetCaller('billing');
    expect((await asked).standing).toEqual({ granted: [] });
    expect(looks).toBe(2);
  });

  it('a changed token is looked up again after any number of other changes', async () => {
    const asked = tokens.authenticate(token, shown);
    await pause(LOOK_MS / 2);
    granted = [];
    tokens.forgetCaller('billing');
    for (let change = 0; change < 1500; change += 1) tokens.forgetToken(`theirs ${change}`);
    expect((await asked).standing).toEqual({ granted: [] });
  });

  it('a live check looks a token up again although another look-up is running', async () => {
    const asked = tokens.authenticate(token, shown);
    await pause(LOOK_MS / 2);
    granted = [];
    const now = await tokens.authenticate(token, { ...shown, live: true });
    expect(now.standing).toEqual({ granted: [] });
    expect((await asked).standing).toEqual({ granted: ['orders:sync'] });
  });
});
