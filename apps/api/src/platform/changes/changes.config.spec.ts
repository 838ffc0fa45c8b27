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
  it('changes are kept for a week, or for two lives of an access token if that is longer', () => {
    expect(keptDays(load({}), 0)).toBe(7);
    expect(keptDays(load({ JWT_ACCESS_TOKEN_EXPIRES: '2592000' }), 0)).toBe(60);
  });

  it('changes are kept longer while longer-lived tokens are still valid', () => {
    expect(keptDays(load({ CHANGE_LOG_DAYS: '2' }), 2_592_000)).toBe(60);
  });

  it('CHANGE_LOG_DAYS may not be less than two lives of an access token', () => {
    expect(keptDays(load({ CHANGE_LOG_DAYS: '2' }), 0)).toBe(2);
    const short = { CHANGE_LOG_DAYS: '2', JWT_ACCESS_TOKEN_EXPIRES: '2592000' };
    expect(() => load(short)).toThrow(ConfigError);
  });
});
