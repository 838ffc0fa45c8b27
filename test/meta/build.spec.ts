import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { temporaryFolder } from '#libs/testing';

const COMPILE = join(import.meta.dirname, '../../scripts/build/compile.mjs');

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
  const compile = () => {
    const program = `
      const { compile } = await import(${JSON.stringify(pathToFileURL(COMPILE).href)});
      await compile(${JSON.stringify(root)}).catch(({ message }) => {
        process.stdout.write(message);
        process.exitCode = 1;
      });`;
    const args = ['--input-type=module', '-e', program];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    return { status, output: stdout + stderr };
  };

  it('says everything that is no TypeScript, with file and line, and nothing of its own insides', () => {
    write('one.ts', 'export const good = 1;\nexport const bad: = 1;\n');
    write('deep/two.ts', 'class {{\n');
    const { status, output } = compile();
    expect(status).toBe(1);
    expect(output).toContain('apps/x/src/one.ts:2:');
    expect(output).toContain('apps/x/src/deep/two.ts:1:');
    expect(output).not.toMatch(/backtrace|threadpool/i);
  });

  it('writes modules that tell the framework their types, and a map that leads back to the source', () => {
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
});
