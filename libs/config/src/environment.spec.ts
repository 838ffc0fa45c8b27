import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ConfigError,
  defineSlice,
  flag,
  int,
  loadConfig,
  readEnvironment,
  text,
  type Config,
} from './index.js';

const words = { description: 'A thing.' };
const slice = defineSlice('Test', {
  url: text('DATABASE_URL', undefined, {
    ...words,
    secret: true,
    aliases: ['DATABASE_URI', 'SQLALCHEMY_DATABASE_URI'],
  }),
  redis: text('REDIS_URL', undefined, { ...words, secret: true }),
  name: text('APP_NAME', 'Gatehouse', words),
  origins: text('CORS_ORIGINS', undefined, words),
  password: text('MAIL_PASSWORD', undefined, { ...words, secret: true }),
  port: int('PORT', 5000, { min: 0, max: 65535 }, words),
  tls: flag('MAIL_USE_TLS', false, words),
});

describe('the environment', () => {
  let folder: string;
  let file: string;
  const { env } = process;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dotenv-'));
    file = join(folder, '.env');
    process.env = { PATH: env['PATH'] };
  });
  afterEach(() => {
    process.env = env;
    rmSync(folder, { recursive: true, force: true });
  });

  const load = (content?: string | Buffer): Config => {
    if (content !== undefined) writeFileSync(file, content);
    return loadConfig(readEnvironment(file), [slice]);
  };
  const values = (content: string | Buffer) => load(content).get(slice);
  const refusal = (content?: string | Buffer): string => {
    try {
      load(content);
    } catch (error) {
      if (error instanceof ConfigError) return error.message;
      throw error;
    }
    return '';
  };

  it('the .env file of the original service is accepted unchanged', () => {
    const flask =
      '\ufeffDATABASE_URI=postgresql://postgres:p#w@db:5432/auth_db\r\nAPP_NAME=A#B\r\n' +
      'DB_USER=anna\r\nexport MAIL_PASSWORD="${DB_USER}:${DB_PORT:-25}"  # theirs\r\n' +
      'MAIL_USE_TLS=True\r\nPORT=5001  # beside the old one\r\n';
    expect(values(flask)).toMatchObject({
      url: 'postgresql://postgres:p#w@db:5432/auth_db',
      name: 'A#B',
      password: 'anna:25',
      port: 5001,
      tls: true,
    });
  });

  it('the environment takes precedence over the .env file, also inside its values', () => {
    process.env['DB_USER'] = 'outside';
    expect(values('DB_USER=inside\nAPP_NAME=${DB_USER}')).toMatchObject({ name: 'outside' });
    process.env['APP_NAME'] = 'Outside';
    expect(values('APP_NAME=Inside')).toMatchObject({ name: 'Outside' });
  });

  it('without a .env file only the environment is read', () => {
    expect(load().get(slice)).toMatchObject({ name: 'Gatehouse' });
    expect(values('')).toMatchObject({ name: 'Gatehouse' });
  });

  it('every kind of line end in a value becomes a line feed', () => {
    expect(values('MAIL_PASSWORD="a\r\nb\rc"').password).toBe('a\nb\nc');
  });

  it.each([
    ['a line without an assignment', 'APP_NAME=A\nDATABASE_URL postgres://anna:hunter2@db/x\n', 2],
    [
      'a quotation mark that is not closed',
      'DATABASE_URL="postgres://anna:hunter2@db/x\nAPP_NAME=A',
      1,
    ],
    ['words behind a quoted value', '\n\nDATABASE_URL="postgres://db/hunter2" y\n', 3],
    ['a byte-order mark within the file', 'APP_NAME=A\n\ufeffDATABASE_URL=hunter2', 2],
    ['a zero-width space in a name', 'DATABASE\u200b_URL=hunter2', 1],
    ['a soft hyphen in any name', 'APP_NAME=A\nOTHER\u00ad=hunter2', 2],
    ['a no-break space in a name', 'DATABASE\u00a0_URL=hunter2', 1],
  ])('a .env file with %s is refused by file and line, never by value', (_what, content, line) => {
    const message = refusal(content);
    expect(message).toContain(`${file}, line ${line}: cannot be read: `);
    expect(message).not.toContain('hunter2');
  });

  it('problems of the .env file are reported together with those of the settings', () => {
    const message = refusal('a b c\nPORT=many\nd e f\nMAIL_USE_TLS=perhaps');
    for (const name of [`${file}, line 1`, `${file}, line 3`, 'PORT', 'MAIL_USE_TLS']) {
      expect(message).toContain(`  ${name}: `);
    }
  });

  it.each([
    ['a folder', () => mkdirSync(file), /folder/],
    ['a link to nothing', () => symlinkSync(join(folder, 'secret'), file), /does not exist/],
    ['a link to itself', () => symlinkSync(file, file), /itself/],
    ['UTF-16', () => writeFileSync(file, Buffer.from('\ufeffAPP_NAME=A', 'utf16le')), /UTF-8/],
    ['UTF-16 without its mark', () => writeFileSync(file, Buffer.from('A=B', 'utf16le')), /UTF-8/],
    ['Latin-1', () => writeFileSync(file, Buffer.from('A=B\nC=\u00e9', 'latin1')), /line 2/],
    ['too large a file', () => writeFileSync(file, '#'.repeat(1024 * 1024 + 1)), /1024 KiB/],
    ['a device without an end', () => symlinkSync('/dev/zero', file), /1024 KiB/],
  ])('%s in place of the .env file is refused by its name', (_what, make, why) => {
    make();
    const message = refusal();
    expect(message).toContain(`  ${file}: cannot be read: `);
    expect(message).toMatch(why);
  });

  it('a .env file may be disabled by a link to the null device', () => {
    symlinkSync('/dev/null', file);
    expect(load().get(slice).name).toBe('Gatehouse');
  });

  it('lines that each repeat the one before twice are refused beyond the maximum length', () => {
    const lines = Array.from({ length: 40 }, (_none, n) => `A${n + 1}=\${A${n}}\${A${n}}`);
    expect(refusal(['A0=0123456789', ...lines].join('\n'))).toContain('too long');
  });

  it.each([
    'database_url',
    'Database_Url',
    'DATABASE_URl',
    'DATABSE_URL',
    'DATABASE_ULR',
    'DATBASE_ULR',
    'DATABASEURL',
    'DATABASE-URL',
    '"DATABASE_URL"',
    '//DATABASE_URL',
    ';DATABASE_URI',
    '$env:DATABASE_URL',
    'ＤＡＴＡＢＡＳＥ＿ＵＲＬ',
    'D\u0410T\u0410B\u0410SE_URL',
    'SQLALCHEMY_DATABASE_URL',
    'REDIS_URI',
  ])('the misspelt name %s is refused, because the default would be used unnoticed', (name) => {
    const message = refusal(`APP_NAME=A\n${name}=hunter2`);
    expect(message).toMatch(
      /^ {2}(DATABASE_URL|DATABASE_URI|SQLALCHEMY_DATABASE_URI|REDIS_URL): /m,
    );
    expect(message).toContain(`${file}, line 2,`);
    expect(message).not.toContain('hunter2');
  });

  it('a misspelt name in the process environment is refused, too', () => {
    process.env['DATABSE_URL'] = 'hunter2';
    expect(refusal('')).toMatch(/DATABASE_URL: is not read from the environment \(DATABSE_URL\)/);
    expect(refusal('')).not.toContain('hunter2');
  });

  it.each(['DATABASE_SSL', 'DATABASE_USER', 'POSTGRES_PASSWORD', 'HOSTNAME', 'TEST_DATABASE_URL'])(
    'the name %s of other programs gives no notice',
    (name) => {
      expect(load(`${name}=x`).notices).toEqual([]);
    },
  );

  it('a misspelt name of a harmless setting gives a notice', () => {
    const { notices } = load('CORS_ORIGIN=https://a.test\nDATABASE_URL=x\ndatabase_url=y');
    expect(notices).toEqual([
      expect.stringMatching(/^CORS_ORIGINS: .*line 1, which has a name/),
      expect.stringMatching(/^DATABASE_URL: .*line 3, which has a name/),
    ]);
  });

  it('a database address without a = is refused, and other names give a notice', () => {
    expect(refusal('DATABASE_URL')).toMatch(/DATABASE_URL: has no value: .*line 1,/);
    expect(load('APP_NAME').notices).toEqual([expect.stringContaining('without a =')]);
    expect(load('SOMETHING').notices).toEqual([]);
    process.env['DATABASE_URL'] = 'postgres://db/x';
    expect(load('DATABASE_URL').notices).toEqual([]);
  });

  it('a database address that expands to nothing is refused', () => {
    expect(refusal('DATABASE_URL=${DATABASE}')).toMatch(/DATABASE_URL: refers to a variable/);
    expect(load('MAIL_PASSWORD=a${B}').notices.join()).toMatch(/MAIL_PASSWORD refers to/);
  });

  it('a secret in a NAME_FILE variable is refused, because it is not read', () => {
    expect(refusal('DATABASE_URL_FILE=/run/secrets/db')).toMatch(
      /DATABASE_URL: is not read from a file/,
    );
  });

  it.each(['DATABSE_URL', 'DATABASE_URL_FILE'])('%s is refused also if DATA_DIR is set', (name) => {
    const message = refusal(`DATA_DIR=/var/lib/gatehouse\n${name}=hunter2`);
    expect(message).toMatch(/^ {2}DATABASE_URL: /m);
    expect(message).not.toContain('hunter2');
  });

  it('the last of several statements counts as in python-dotenv, with a notice if they differ', () => {
    const twice = load('APP_NAME=A\nPORT=1\nAPP_NAME=B\nPORT=1');
    expect(twice.get(slice)).toMatchObject({ name: 'B', port: 1 });
    expect(twice.notices).toEqual([`APP_NAME is set twice: ${file}, line 3, counts, not line 1.`]);
  });

  it('a database address that a later line empties is refused', () => {
    const message = refusal('DATABASE_URL=postgres://hunter2@db/x\nDATABASE_URL=');
    expect(message).toMatch(/DATABASE_URL: is set twice: .*line 2, counts, not line 1/);
    expect(message).not.toContain('hunter2');
  });

  it('an empty variable of the process that hides a database address in the file is refused', () => {
    process.env['DATABASE_URL'] = '';
    const message = refusal('DATABASE_URL=postgres://hunter2@db/x');
    expect(message).toMatch(/DATABASE_URL: is empty in the environment/);
    expect(message).not.toContain('hunter2');
  });

  it('an empty variable of the process that hides a harmless line of the file gives a notice', () => {
    process.env['APP_NAME'] = '';
    expect(load('APP_NAME=Orders').notices.join()).toMatch(/APP_NAME: is empty in the environment/);
  });

  describe('with one setting under two names', () => {
    it('different values of one setting under two names are refused', () => {
      const message = refusal('DATABASE_URL=postgres://a/hunter2\nDATABASE_URI=postgres://b/x');
      expect(message).toMatch(/DATABASE_URL: has another value than DATABASE_URI/);
      expect(message).not.toContain('hunter2');
    });

    it('equal values of one setting under two names are accepted', () => {
      expect(values('DATABASE_URL=a\nDATABASE_URI="a "').url).toBe('a');
    });

    it('a setting of the process takes precedence over its other name in the file, with a notice', () => {
      process.env['DATABASE_URI'] = 'outside';
      const config = load('DATABASE_URL=inside');
      expect(config.get(slice).url).toBe('outside');
      expect(config.notices.join()).toMatch(/DATABASE_URI of the environment is read/);
    });
  });

  it('a line of a .env file cannot change the prototype of objects', () => {
    expect(values('__proto__=x\nconstructor=y').name).toBe('Gatehouse');
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });
});
