import {
  atMost,
  choice,
  ConfigError,
  defineSlice,
  flag,
  int,
  list,
  loadConfig,
  text,
  url,
} from './index.js';

const words = { description: 'A thing.' };
const slice = defineSlice(
  'Test',
  {
    port: int('PORT', 5000, { min: 1, max: 65535 }, words),
    debug: flag('TLS', false, words),
    level: choice('LEVEL', ['info', 'warn'], 'info', words),
    base: url('BASE', undefined, { protocols: ['https', 'http'] }, words),
    secret: text('SECRET', undefined, { ...words, secret: true, aliases: ['OLD_SECRET'] }),
    origins: list('ORIGINS', words),
  },
  (values, { production }) =>
    production && !values.secret ? [{ name: 'SECRET', message: 'must be set in production' }] : [],
);

const load = (environment: Record<string, string>) => loadConfig(environment, [slice]).get(slice);

describe('the configuration', () => {
  it('a setting that is absent or empty has its default', () => {
    expect(load({ PORT: '  ' })).toMatchObject({ port: 5000, debug: false, level: 'info' });
  });

  it("values of the original service are accepted, with comments after numbers and Python's True", () => {
    expect(load({ PORT: '3600  # 1 hour', TLS: 'True', LEVEL: 'WARN' })).toMatchObject({
      port: 3600,
      debug: true,
      level: 'warn',
    });
    expect(load({ ORIGINS: 'https://a.test, https://b.test' }).origins).toHaveLength(2);
    expect(load({ OLD_SECRET: 'x' }).secret).toBe('x');
  });

  it('all problems of the configuration are reported together, by name and never by value', () => {
    const bad = {
      PORT: 'hunter2',
      TLS: 'maybe',
      LEVEL: 'loud',
      BASE: 'ftp://x',
      NODE_ENV: 'production',
    };
    const error = (() => {
      try {
        load(bad);
      } catch (caught) {
        return caught as ConfigError;
      }
      return undefined;
    })();
    expect(error).toBeInstanceOf(ConfigError);
    expect(error?.problems.map(({ name }) => name)).toEqual([
      'PORT',
      'TLS',
      'LEVEL',
      'BASE',
      'SECRET',
    ]);
    for (const value of ['hunter2', 'maybe', 'loud', 'ftp:'])
      expect(error?.message).not.toContain(value);
  });

  it('numbers that only JavaScript would accept are refused', () => {
    for (const value of ['0x10', '1e3', '5.5', '70000', '-1', 'Infinity']) {
      expect(() => load({ PORT: value })).toThrow(ConfigError);
    }
  });

  it('a list without entries is refused', () => {
    expect(() => load({ ORIGINS: ' , ' })).toThrow('ORIGINS: names nothing');
    expect(load({ ORIGINS: 'https://a.test  # ours' }).origins).toEqual(['https://a.test']);
  });

  it('the loaded configuration is frozen', () => {
    expect(Object.isFrozen(load({}))).toBe(true);
  });

  it('a notice names settings of the original service that have no effect', () => {
    const { notices } = loadConfig({ JWT_SECRET_KEY: 'x', FLASK_ENV: 'development' }, [slice]);
    expect(notices).toHaveLength(2);
    expect(notices.join()).not.toContain('development');
  });

  it.each(['True', 'yes', 'ON', 't', 'Y', '1'])(
    '%s is read as true, as in Python programs',
    (TLS) => {
      expect(load({ TLS }).debug).toBe(true);
    },
  );

  it.each(['False', 'no', 'OFF', 'f', 'N', '0'])(
    '%s is read as false, as in Python programs',
    (TLS) => {
      expect(load({ TLS }).debug).toBe(false);
    },
  );

  it('a notice names a value of the environment that contains its quotation marks', () => {
    const { notices } = loadConfig({ SECRET: '"hunter2"' }, [slice]);
    expect(notices).toEqual([expect.stringMatching(/^SECRET has quotation marks/)]);
    expect(notices.join()).not.toContain('hunter2');
  });

  it('a slice check that throws is reported with its settings, without a stack', () => {
    const broken = defineSlice(
      'Broken',
      { port: int('PORT', 1, { min: 0, max: 9 }, words) },
      () => {
        throw new Error('hunter2');
      },
    );
    expect(() => loadConfig({ PORT: '5' }, [broken])).toThrow(
      'The configuration is not valid:\n  PORT: cannot be read',
    );
  });

  it('a notice of a check does not stop the start', () => {
    const told = defineSlice('Told', { port: int('PORT', 1, { min: 0, max: 9 }, words) }, () => [
      { name: 'PORT', message: 'is odd', isNotice: true },
    ]);
    expect(loadConfig({ PORT: '5' }, [told]).notices).toEqual(['PORT is odd.']);
  });

  it('atMost reports the setting that exceeds its limit, if it was set', () => {
    const context = (set: boolean) => ({
      production: false,
      isSet: () => set,
      value: () => undefined,
    });
    expect(atMost(context(true), ['LESS', 5], ['MORE', 4])).toHaveLength(1);
    expect(atMost(context(true), ['LESS', 4], ['MORE', 4])).toEqual([]);
    expect(atMost(context(false), ['LESS', 5], ['MORE', 4])).toEqual([]);
  });
});
