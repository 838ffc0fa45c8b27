import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import type { UnitPathOf } from './authority.js';
import { toLeveledSet } from './permission-sets.js';
import { countingAtUnit, holdsAt } from './unit-rights.js';
import { toUnitId, UnitTree } from './unit-tree.js';

const ticks = async (count: number) => {
  for (let i = 0; i < count; i += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** A tree of units on a server that answers late. */
class World {
  readonly parents = new Map<string, string | null>();
  readonly asked: (readonly string[])[] = [];
  delay = 0;
  nowMs = 0;
  readonly tree: UnitTree;

  constructor(maxUnits = 1000) {
    this.tree = new UnitTree({
      maxUnits,
      clock: () => this.nowMs,
      fetchPaths: async (ids) => {
        this.asked.push(ids);
        await ticks(this.delay);
        const paths = ids
          .map((id) => ({ id, path: this.pathOf(id) }))
          .filter(({ path }) => path.length > 0);
        await ticks(this.delay);
        return paths satisfies UnitPathOf[];
      },
    });
  }

  pathOf(id: string): string[] {
    const parent = this.parents.get(id);
    if (parent === undefined) return [];
    return [id, ...(parent === null ? [] : this.pathOf(parent))];
  }

  /** And announces it; nothing for a move that would make a cycle. */
  move(id: string, to: string): void {
    if (this.parents.get(id) === null || this.pathOf(to).includes(id)) return;
    this.parents.set(id, to);
    this.tree.forget(id);
  }

  async read(id: string) {
    return this.tree.peek(id) ?? (await this.tree.load(id));
  }
}

const chain = (world: World, ...ids: string[]) => {
  for (const [index, id] of ids.entries()) world.parents.set(id, ids[index - 1] ?? null);
};

/** Ten units, of which the first is the organization. */
function grow(world: World): string[] {
  const ids = Array.from({ length: 10 }, (_, index) => `u${index}`);
  for (const [index, id] of ids.entries())
    world.parents.set(id, index === 0 ? null : `u${Math.floor(index / 2)}`);
  world.parents.set('u1', 'u0');
  return ids;
}

describe('the tree of units', () => {
  it('asks for the units of one turn together, at most 100 at a time, and not again for what it knows', async () => {
    const world = new World();
    chain(world, 'root', 'middle', 'leaf');
    const ids = ['leaf', 'root', ...Array.from({ length: 248 }, () => randomUUID())];
    await Promise.all(ids.map((id) => world.read(id)));
    expect(world.asked.map(({ length }) => length)).toEqual([100, 100, 50]);
    expect(await world.read('leaf')).toEqual(['leaf', 'middle', 'root']);
    expect(await world.read('middle')).toEqual(['middle', 'root']);
    expect(world.asked).toHaveLength(3);
  });

  it('holds no more than its limit, whatever is asked for', async () => {
    const world = new World(100);
    for (let round = 0; round < 20; round += 1) {
      const ids = Array.from({ length: 100 }, () => randomUUID());
      for (const id of ids) world.parents.set(id, null);
      await Promise.all(ids.map((id) => world.read(id)));
    }
    const held = (world.tree as unknown as { parents: { size: number } }).parents;
    expect(held.size).toBeLessThanOrEqual(101);
  });

  it('believes for a minute that a unknown unit does not exist, unless it is announced', async () => {
    const world = new World();
    expect(await world.read('late')).toEqual([]);
    world.parents.set('late', null);
    expect(await world.read('late')).toEqual([]);
    world.tree.forget('late');
    expect(await world.read('late')).toEqual(['late']);
    expect(await world.read('later')).toEqual([]);
    world.parents.set('later', null);
    world.nowMs += 60_001;
    expect(await world.read('later')).toEqual(['later']);
  });

  it('forgets what is below a deleted unit', async () => {
    const world = new World();
    chain(world, 'root', 'middle', 'leaf');
    await world.read('leaf');
    world.parents.delete('middle');
    world.parents.delete('leaf');
    world.tree.forget('middle');
    expect(await world.read('leaf')).toEqual([]);
  });

  it('never answers a path from before a move that was announced', async () => {
    const step = fc.record({
      unit: fc.nat(9),
      to: fc.nat(9),
      what: fc.constantFrom('move', 'read', 'read', 'wait'),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 10, maxLength: 40 }),
        fc.nat(3),
        async (steps, delay) => {
          const world = new World();
          world.delay = delay;
          const ids = grow(world);
          for (const { what, unit, to } of steps) {
            const id = ids[unit]!;
            if (what === 'wait') await ticks(1);
            else if (what === 'read') void world.read(id).catch(() => undefined);
            else world.move(id, ids[to]!);
          }
          for (const id of ids) expect(await world.read(id)).toEqual(world.pathOf(id));
          for (const id of ids) expect(world.tree.peek(id)).toEqual(world.pathOf(id));
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    [undefined, null],
    [null, null],
    ['', null],
    ['a,b', null],
    ['a b', null],
    ['a/b', null],
    [['a'], null],
    [{ id: 'a' }, null],
    ['x'.repeat(101), null],
    ['berlin', 'berlin'],
    ['Berlin', 'Berlin'],
    ['019AB2F4-6C1E-7D3A-9A52-3C1F0E7B8D22', '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d22'],
  ])('%j names the unit %j', (given, id) => {
    expect(toUnitId(given)).toBe(id);
  });
});

describe('what is held at a unit', () => {
  it('is what a search from above finds, on any tree', () => {
    const tree = fc.array(fc.nat(30), { minLength: 1, maxLength: 30 });
    const grant = fc.record({ unit: fc.nat(29), role: fc.nat(4) });
    const role = fc.record({
      permissions: fc.subarray(['a', 'b', 'c']),
      requiresMfa: fc.boolean(),
    });
    fc.assert(
      fc.property(
        tree,
        fc.array(grant, { maxLength: 12 }),
        fc.array(role, { minLength: 5, maxLength: 5 }),
        fc.subarray(['a', 'b', 'c']),
        fc.constantFrom('aal1', 'aal2'),
        (parents, grants, roles, everywhere, acr) => {
          const parentOf = (unit: number) => (unit === 0 ? null : parents[unit]! % unit);
          const pathOf = (unit: number): string[] => {
            const parent = parentOf(unit);
            return [`u${unit}`, ...(parent === null ? [] : pathOf(parent))];
          };
          const held = grants.filter(({ unit }) => unit < parents.length);
          const units = [...new Set(held.map(({ unit }) => unit))].map((unit) => ({
            id: `u${unit}`,
            roles: held.filter((one) => one.unit === unit).map((one) => one.role),
          }));
          const named = roles.map((one, index) => ({ ...one, id: `r${index}`, name: `r${index}` }));
          const atUnits = { roles: named, units };
          const set = toLeveledSet({ permissions: everywhere, roles: [], roleIds: [], atUnits });
          /** Gives a permission to a unit and to all below it. */
          const spread = (permission: string): Set<string> => {
            const found = new Set<string>();
            const visit = (unit: number): void => {
              found.add(`u${unit}`);
              for (const child of parents.keys()) if (parentOf(child) === unit) visit(child);
            };
            for (const { unit, role: index } of held) {
              const { permissions, requiresMfa } = roles[index]!;
              if (permissions.includes(permission) && (acr === 'aal2' || !requiresMfa)) visit(unit);
            }
            return found;
          };
          for (const permission of ['a', 'b', 'c']) {
            const found = spread(permission);
            for (const unit of parents.keys()) {
              const expected = everywhere.includes(permission) || found.has(`u${unit}`);
              expect(holdsAt(set, permission, pathOf(unit), acr)).toBe(expected);
              const { permissions } = countingAtUnit(set, pathOf(unit), acr);
              expect(permissions.has(permission)).toBe(expected);
            }
          }
        },
      ),
    );
  });
});
