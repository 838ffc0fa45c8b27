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

describe('installed packages', () => {
  const { packages } = read<{ packages: Record<string, Locked> }>('package-lock.json');
  const { allowScripts } = read<{ allowScripts: Record<string, boolean> }>('package.json');
  const foreign = Object.entries(packages).filter(
    ([path, { link }]) => path.includes('node_modules/') && !link,
  );
  const namesOf = (fits: (locked: Locked) => boolean) =>
    foreign
      .filter(([, locked]) => fits(locked))
      .map(([path]) => path.replace(/^.*node_modules\//, ''));

  it('Installed packages are pinned to their content', () => {
    expect(foreign.length).toBeGreaterThan(500);
    expect(namesOf(({ integrity }) => !integrity?.startsWith('sha512-'))).toEqual([]);
  });

  it('Installed packages come from the one configured registry, and from no other address', () => {
    expect(namesOf(({ resolved }) => resolved !== undefined)).toEqual([]);
  });

  it('Packages that a dependency names and no code uses are left out', () => {
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

  it('Install scripts run only for packages where that is decided, and each has a decision', () => {
    const withScript = new Set(namesOf(({ hasInstallScript }) => hasInstallScript === true));
    expect([...withScript].filter((name) => allowScripts[name] === undefined)).toEqual([]);
    expect(Object.keys(allowScripts).filter((name) => !withScript.has(name))).toEqual([]);
  });
});
