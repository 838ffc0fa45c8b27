import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The part of the Angular devkit's tree that the schematic uses. */
class Tree {
  constructor(readonly files: Record<string, string> = {}) {}

  getDir(path: string) {
    const start = `${path}/`;
    const names = Object.keys(this.files).filter((name) => name.startsWith(start));
    return { subfiles: names.map((name) => name.slice(start.length)) };
  }

  exists(path: string): boolean {
    return path in this.files;
  }

  read(path: string): Buffer {
    return Buffer.from(this.files[path] ?? '');
  }

  create(path: string, text: string): void {
    this.files[path] = text;
  }
}

interface Options {
  readonly name: string;
  readonly path?: string;
  readonly sourceRoot?: string;
}

const { migration } = createRequire(__filename)(
  '../../libs/schematics/src/migration/migration.factory.js',
) as { migration: (options: Options) => (tree: Tree) => Tree };

const NAME = /^(\d{14})-(.+)\.sql$/;

/** The folder and the name of the two files. */
function make(options: Options, tree = new Tree()): { folder: string; title: string } {
  const before = new Set(Object.keys(tree.files));
  const made = Object.keys(migration(options)(tree).files).filter((name) => !before.has(name));
  const [up = '', down = ''] = made;
  const [folder = '', file = ''] = up.split('/up/');
  expect([made.length, down]).toEqual([2, `${folder}/down/${file}`]);
  return { folder, title: NAME.exec(file)?.[2] ?? '' };
}

describe('the schematic of migrations', () => {
  const { MIGRATIONS_DIR: given } = process.env;
  beforeEach(() => delete process.env['MIGRATIONS_DIR']);
  afterAll(() => {
    if (given !== undefined) process.env['MIGRATIONS_DIR'] = given;
  });

  it.each([
    ['Add Avatars', 'add-avatars'],
    ['  __Zoë’s  Größe!! ', 'zoe-s-gro-e'],
    ['../../etc/passwd', 'etc-passwd'],
    ['x'.repeat(150), 'x'.repeat(100)],
    [`${'x'.repeat(99)} y`, 'x'.repeat(99)],
  ])('the schematic turns the name %j into a part of a file name', (name, title) => {
    expect(make({ name }).title).toBe(title);
  });

  it.each(['', '  ', '!!!', '日本'])(
    'refuses the name %j, of which nothing would be left',
    (name) => {
      expect(() => make({ name })).toThrow('A migration needs a name of letters or digits.');
    },
  );

  it('the schematic never sorts a new file before an existing one, though clocks differ', () => {
    const tree = new Tree({ 'migrations/up/29991231235900-later.sql': '' });
    make({ name: 'new' }, tree);
    expect(Object.keys(tree.files)).toContain('migrations/up/29991231235901-new.sql');
  });

  it('the schematic prefers the folder that was asked for', () => {
    process.env['MIGRATIONS_DIR'] = 'elsewhere';
    expect(make({ name: 'a', path: 'here' }).folder).toBe('here');
  });

  it('the schematic uses the folder of the project when it has migrations', () => {
    const tree = new Tree({ 'apps/shop/src/../migrations/up/20260101000000-a.sql': '' });
    const { folder } = make({ name: 'b', sourceRoot: 'apps/shop/src' }, tree);
    expect(join(folder)).toBe('apps/shop/migrations');
    expect(make({ name: 'b', sourceRoot: 'apps/other/src' }).folder).toBe('migrations');
  });

  it.each([
    ['MIGRATIONS_DIR=db/changes', 'db/changes'],
    ['  export MIGRATIONS_DIR = db/changes # where they are', 'db/changes'],
    ['MIGRATIONS_DIR="db/my changes" # quoted', 'db/my changes'],
    ["A=1\nMIGRATIONS_DIR='db/changes'\nB=2", 'db/changes'],
    ['# MIGRATIONS_DIR=db/changes', 'migrations'],
    ['MIGRATIONS_DIR=', 'migrations'],
  ])('the schematic reads .env as the migrator does: %j', (text, folder) => {
    expect(make({ name: 'a' }, new Tree({ '.env': text })).folder).toBe(folder);
  });

  it('the schematic prefers the environment to the .env file', () => {
    process.env['MIGRATIONS_DIR'] = join(process.cwd(), 'db/mine');
    const tree = new Tree({ '.env': 'MIGRATIONS_DIR=db/changes' });
    expect(make({ name: 'a' }, tree).folder).toBe('db/mine');
  });

  it('the schematic says what to do when the folder is outside of the project', () => {
    process.env['MIGRATIONS_DIR'] = '/var/lib/migrations';
    expect(() => make({ name: 'a' })).toThrow(/is not below this folder: run `gatehouse migrate/);
  });
});
