import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Locked {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
}

const ROOT = join(import.meta.dirname, '../..');
const read = <T>(name: string): T => JSON.parse(readFileSync(join(ROOT, name), 'utf8')) as T;

describe('what is installed', () => {
  const { packages } = read<{ packages: Record<string, Locked> }>('package-lock.json');
  const { allowScripts } = read<{ allowScripts: Record<string, boolean> }>('package.json');
  const foreign = Object.entries(packages).filter(
    ([path, { link }]) => path.includes('node_modules/') && !link,
  );
  const namesOf = (fits: (locked: Locked) => boolean) =>
    foreign
      .filter(([, locked]) => fits(locked))
      .map(([path]) => path.replace(/^.*node_modules\//, ''));

  it('is pinned to its content', () => {
    expect(foreign.length).toBeGreaterThan(500);
    expect(namesOf(({ integrity }) => !integrity?.startsWith('sha512-'))).toEqual([]);
  });

  it('comes from the one registry that whoever installs has set, and from no other address', () => {
    expect(namesOf(({ resolved }) => resolved !== undefined)).toEqual([]);
  });

  it('leaves out what a dependency names and nothing here uses', () => {
    const { dependencies, overrides } = read<{
      dependencies: Record<string, string>;
      overrides: Record<string, Record<string, string>>;
    }>('package.json');
    const unused = Object.entries(overrides).flatMap(([parent, of]) =>
      Object.keys(of)
        .filter((name) => dependencies[name] === 'file:tools/empty')
        .map((name) => ({ parent, name })),
    );
    expect(unused.length).toBeGreaterThan(10);
    for (const { parent, name } of unused) {
      expect(packages[`node_modules/${name}`]).toEqual({ resolved: 'tools/empty', link: true });
      expect(packages[`node_modules/${parent}/node_modules/${name}`]).toBeUndefined();
    }
  });

  it('runs a script of its own only where we have said so, and each is decided about', () => {
    const withScript = new Set(namesOf(({ hasInstallScript }) => hasInstallScript === true));
    expect([...withScript].filter((name) => allowScripts[name] === undefined)).toEqual([]);
    expect(Object.keys(allowScripts).filter((name) => !withScript.has(name))).toEqual([]);
  });
});
