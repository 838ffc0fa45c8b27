import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { temporaryFolder } from '#libs/testing';

const ROOT = join(import.meta.dirname, '../..');
const COMPILE = join(ROOT, 'scripts/build/compile.mjs');

const BUNDLE = join(ROOT, 'scripts/build/bundle.mjs');

const run = (program: string) => {
  const args = ['--input-type=module', '-e', program];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { status, output: stdout + stderr };
};
const imported = (path: string) => `await import(${JSON.stringify(pathToFileURL(path).href)})`;

describe('the build', () => {
  let root: string;
  beforeEach(() => {
    root = temporaryFolder('build');
    mkdirSync(join(root, 'apps/x/src/deep'), { recursive: true });
    writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const write = (path: string, text: string) => writeFileSync(join(root, 'apps/x/src', path), text);
  const read = (path: string) => readFileSync(join(root, 'dist/apps/x/src', path), 'utf8');
  const compile = () =>
    run(`
      const { compile } = ${imported(COMPILE)};
      await compile(${JSON.stringify(root)}).catch(({ message }) => {
        process.stdout.write(message);
        process.exitCode = 1;
      });`);

  it('The build script needs no installed package', () => {
    cpSync(join(ROOT, 'scripts'), join(root, 'scripts'), { recursive: true });
    expect(run(imported(join(root, 'scripts/build.mjs')))).toEqual({ status: 0, output: '' });
  });

  it('The build writes what is served, without tests, declarations and separately published packages', () => {
    for (const path of ['served.ts', 'served.spec.ts', 'served.d.ts']) write(path, 'export {};\n');
    for (const name of ['guard', 'testing', 'kernel']) {
      mkdirSync(join(root, 'libs', name, 'src'), { recursive: true });
      writeFileSync(join(root, 'libs', name, 'src/index.ts'), 'export {};\n');
    }
    expect(compile()).toEqual({ status: 0, output: '' });
    const written = readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' });
    expect(written.filter((name) => /\.\w+$/.test(name)).sort()).toEqual([
      'apps/x/src/served.js',
      'apps/x/src/served.js.map',
      'libs/kernel/src/index.js',
      'libs/kernel/src/index.js.map',
    ]);
  });

  it('The build compiles as `nest build` does by tsconfig.json', () => {
    const settings = JSON.parse(readFileSync(join(ROOT, 'tsconfig.json'), 'utf8')) as {
      compilerOptions: Record<string, unknown>;
    };
    const { output } = run(`
      const { OPTIONS } = ${imported(COMPILE)};
      process.stdout.write(JSON.stringify(OPTIONS));`);
    const { jsc, module: modules } = JSON.parse(output) as {
      jsc: { target: string; transform: Record<string, unknown> };
      module: { type: string };
    };
    expect(settings.compilerOptions).toMatchObject({
      target: jsc.target.toUpperCase(),
      module: modules.type,
      experimentalDecorators: jsc.transform['legacyDecorator'],
      emitDecoratorMetadata: jsc.transform['decoratorMetadata'],
      useDefineForClassFields: jsc.transform['useDefineForClassFields'],
    });
  });

  it('The build reports each error of syntax with file and line, and without its own stack', () => {
    write('one.ts', 'export const good = 1;\nexport const bad: = 1;\n');
    write('deep/two.ts', 'class {{\n');
    const { status, output } = compile();
    expect(status).toBe(1);
    expect(output).toContain('apps/x/src/one.ts:2:');
    expect(output).toContain('apps/x/src/deep/two.ts:1:');
    expect(output).not.toMatch(/backtrace|threadpool/i);
  });

  it('The build writes modules with type metadata, and a source map', () => {
    write('helper.ts', 'export class Helper {}\n');
    write(
      'deep/user.ts',
      `import { Helper } from '../helper.js';
       const mark: ClassDecorator = () => undefined;
       @mark
       export class User { constructor(readonly helper: Helper) {} }\n`,
    );
    expect(compile()).toEqual({ status: 0, output: '' });
    expect(read('deep/user.js')).toMatch(/^import \{ Helper \} from ['"]\.\.\/helper\.js['"];$/m);
    expect(read('deep/user.js')).toMatch(/design:paramtypes[^]*Helper/);
    expect(read('deep/user.js').trimEnd()).toMatch(/\n\/\/# sourceMappingURL=user\.js\.map$/);
    const map = JSON.parse(read('deep/user.js.map')) as { sources: string[] };
    expect(map.sources).toEqual(['../../../../../apps/x/src/deep/user.ts']);
  });

  describe('of a program', () => {
    const start = (file: string, cwd = root) => {
      const args = [join(root, 'dist/apps/x/src', file)];
      return spawnSync(process.execPath, args, { encoding: 'utf8', cwd });
    };

    const bundleIn = (folder: string) =>
      run(`
        const { bundle } = ${imported(BUNDLE)};
        await bundle(${JSON.stringify(folder)}, ['x']);`);

    beforeEach(() => {
      write('deep/place.ts', 'export const place = (): string => import.meta.dirname;\n');
      write(
        'run.ts',
        `import { place } from './deep/place.js';
         export class Runner {
           run(): void {
             console.log(place());
             throw new Error('on purpose');
           }
         }
         export const run = async (): Promise<void> => new Runner().run();\n`,
      );
      write('main.ts', `import { run } from './run.js';\nawait run();\n`);
      expect(compile()).toEqual({ status: 0, output: '' });
      expect(bundleIn(root)).toEqual({ status: 0, output: '' });
    });

    it('The bundle of a program is one file, in which each of our modules still knows its own address', () => {
      rmSync(join(root, 'dist/apps/x/src/run.js'));
      rmSync(join(root, 'dist/apps/x/src/deep'), { recursive: true });
      expect(start('main.js').stdout).toBe(`${join(root, 'dist/apps/x/src/deep')}\n`);
    });

    it('The bundle of a program names the class, file and line of the source in the stack of an error', () => {
      expect(start('main.js').stderr).toMatch(/at Runner\.run \(.*apps\/x\/src\/run\.ts:5\)/);
    });

    it('The bundle of a program starts without its code cache too, as with that of another Node.js', () => {
      writeFileSync(join(root, 'dist/bundle/programs.cache'), 'of another one');
      expect(start('main.js').stdout).toBe(`${join(root, 'dist/apps/x/src/deep')}\n`);
      rmSync(join(root, 'dist/bundle/programs.cache'));
      expect(start('main.js').stdout).toBe(`${join(root, 'dist/apps/x/src/deep')}\n`);
    });

    it('The bundle of a program is built in a folder that is named by a symbolic link', () => {
      expect(compile()).toEqual({ status: 0, output: '' });
      const link = join(root, 'link');
      symlinkSync(root, link);
      expect(bundleIn(link)).toEqual({ status: 0, output: '' });
      expect(start('main.js').stdout).toBe(`${join(root, 'dist/apps/x/src/deep')}\n`);
    });

    it('The bundle of a program does not load the optional packages of Nest that only tests need, though they are installed', () => {
      const folder = join(root, 'node_modules/@nestjs/microservices');
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'index.js'), `console.log('loaded');`);
      write(
        'run.ts',
        `const name = (error: unknown) => (error as { code: string }).code;
         export const run = () => import('@nestjs/microservices').catch((error) => console.log(name(error)));\n`,
      );
      expect(compile()).toEqual({ status: 0, output: '' });
      expect(bundleIn(root)).toEqual({ status: 0, output: '' });
      expect(start('main.js').stdout).toBe('MODULE_NOT_FOUND\n');
    });

    it('The build of a program keeps its modules, for tools that read single ones', () => {
      expect(start('main.modules.js').stdout).toBe(`${join(root, 'dist/apps/x/src/deep')}\n`);
    });
  });
});
