import { StartNotices } from '#libs/operation';
import { Rates } from './rates.service.js';

type Values = ConstructorParameters<typeof Rates>[0];

const ratesOf = (values: Partial<Values>) =>
  new Rates({ enabled: true, per24: 8, per56: 4, per48: 0, ...values } as Values, new StartNotices()); // prettier-ignore

describe('the limits of the classes', () => {
  it('a class has the limits that are set, with the names of their buckets', () => {
    const rates = ratesOf({ readPerAccount: '1200/1m', readPerCredential: 'off' });
    expect(rates.limitOf('read', 'account')).toEqual({
      rateClass: 'read',
      scope: 'account',
      network: null,
      rate: { limit: 1200, windowSeconds: 60 },
      prefix: 'rl:read:account:',
      text: '1200',
    });
    expect(rates.limitOf('read', 'credential')).toBeNull();
    expect(rates.limitOf('none', 'address')).toBeNull();
  });

  it('networks have a multiple of the limit of one address, four times as much where nothing is guessed', () => {
    const rates = ratesOf({ loginPerAddress: '30/1m', readPerAddress: '100/1m' });
    const limits = (name: 'login' | 'read' | 'write') =>
      (['32', '24', '64', '56', '48'] as const).map((level) => rates.limitOfNetwork(name, level)?.rate.limit); // prettier-ignore
    expect(limits('login')).toEqual([30, 240, 30, 120, undefined]);
    expect(limits('read')).toEqual([100, 3200, 100, 1600, undefined]);
    expect(limits('write')).toEqual([undefined, undefined, undefined, undefined, undefined]);
    expect(rates.limitOfNetwork('read', '24')?.network).toBe('24');
    expect(rates.limitOfNetwork('read', '32')?.network).toBeNull();
  });

  it('no class has a limit when limits are off', () => {
    const rates = ratesOf({ enabled: false, readPerAccount: '5/1m', loginSolvedPerAccount: '5/1m' }); // prettier-ignore
    expect(rates.limitOf('read', 'account')).toBeNull();
    expect(rates.findSolved('account')).toBeNull();
  });
});
