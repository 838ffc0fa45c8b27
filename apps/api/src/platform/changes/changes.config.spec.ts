import { ConfigError, defineSlice, int, loadConfig } from '#libs/config';
import { changesConfig, keptDays } from './changes.config.js';

const tokens = defineSlice('Tokens', {
  life: int(
    'JWT_ACCESS_TOKEN_EXPIRES',
    3600,
    { min: 1, max: 31_536_000 },
    { description: 'Life.' },
  ),
});
const load = (environment: Record<string, string>) =>
  loadConfig(environment, [changesConfig, tokens]);

describe('how long changes are kept', () => {
  it('is a week, or two lives of an access token when these are longer', () => {
    expect(keptDays(load({}), 0)).toBe(7);
    expect(keptDays(load({ JWT_ACCESS_TOKEN_EXPIRES: '2592000' }), 0)).toBe(60);
  });

  it('is stretched by longer-lived tokens that are still out there', () => {
    expect(keptDays(load({ CHANGE_LOG_DAYS: '2' }), 2_592_000)).toBe(60);
  });

  it('may not be set to less than guards need', () => {
    expect(keptDays(load({ CHANGE_LOG_DAYS: '2' }), 0)).toBe(2);
    const short = { CHANGE_LOG_DAYS: '2', JWT_ACCESS_TOKEN_EXPIRES: '2592000' };
    expect(() => load(short)).toThrow(ConfigError);
  });
});
