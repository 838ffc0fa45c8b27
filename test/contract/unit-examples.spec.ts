import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '#libs/testing';
import { UnitEvaluator } from '../support/unit-evaluator.js';
import { withFixture } from '../support/with-fixture.js';

const MANUAL = readFileSync(join(import.meta.dirname, '../../docs/organizations.md'), 'utf8');

/** Indented names to pairs of a unit and its parent. */
const TREE = (/```text\n([\s\S]*?)```/.exec(MANUAL)?.[1] ?? '')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => ({ name: line.trim(), depth: line.search(/\S/) / 2 }));

const EXAMPLES = [...MANUAL.matchAll(/^\| +(\d+) \|(.+?)\|(.+?)\|(.+?)\|/gm)].map((found) => {
  const [number = '', given = '', asked = '', answer = ''] = found
    .slice(1)
    .map((cell) => cell.trim());
  return { number, given: given.split('; '), asked: asked.split(', '), answer };
});

/** The parts of a sentence, of a form that it must have. */
function partsOf(form: RegExp, sentence: string): string[] | null {
  return form.exec(sentence)?.slice(1) ?? null;
}

describe('the worked examples of the manual', () => {
  let evaluator: UnitEvaluator;

  withFixture(async (opened) => {
    evaluator = new UnitEvaluator(opened.add(await openDatabase()).database);
  });

  /** A company and a service as the manual describes them, for one example. */
  async function begin() {
    const ids = new Map<string, string>();
    const path: string[] = [];
    for (const { name, depth } of TREE) {
      ids.set(name, await evaluator.unit(name, path[depth - 1] ?? null));
      path[depth] = idIn(ids, name);
    }
    const service = await evaluator.service();
    ids.set('Anna', await evaluator.user());
    ids.set('editor', await evaluator.role(service, ['orders:read', 'orders:write'], false));
    ids.set('treasurer', await evaluator.role(service, ['orders:refund'], true));
    return { service, id: (name: string) => idIn(ids, name) };
  }

  function idIn(ids: ReadonlyMap<string, string>, name: string): string {
    const id = ids.get(name);
    if (id === undefined) throw new Error(`The manual does not introduce ${name}`);
    return id;
  }

  async function give(sentence: string, id: (name: string) => string): Promise<void> {
    const member = partsOf(/^(\w+) is a member of (\w+)$/, sentence);
    if (member) return evaluator.member(id(member[1]!), id(member[0]!));
    const owner = partsOf(/^(\w+) owns (\w+)$/, sentence);
    if (owner) return evaluator.owner(id(owner[1]!), id(owner[0]!));
    const moved = partsOf(/^(\w+) moves to (\w+)$/, sentence);
    if (moved) return evaluator.moveUnit(id(moved[0]!), id(moved[1]!));
    const [holder, role, unit] = partsOf(/^(\w+) holds (\w+)(?: at (\w+))?$/, sentence) ?? [];
    if (holder === undefined || role === undefined) throw new Error(`Not understood: ${sentence}`);
    if (TREE.some(({ name }) => name === holder))
      return evaluator.grantAt(id(holder), id(role), null);
    if (unit !== undefined) return evaluator.grantAt(id(unit), id(role), id(holder));
    return evaluator.grantEverywhere(id(role), id(holder));
  }

  it('The manual has a tree and ten examples', () => {
    expect([TREE.length, EXAMPLES.length]).toEqual([6, 10]);
  });

  it.each(EXAMPLES)(
    'Example $number: $given, $asked: $answer',
    async ({ given, asked, answer }) => {
      const { service, id } = await begin();
      for (const sentence of given) await give(sentence, id);
      const [who = '', permission = '', at = ''] = asked;
      const may = (acr: 'aal1' | 'aal2') =>
        evaluator.held.can(
          evaluator.database.pool,
          { id: id(who), acr },
          { permission, serviceId: service },
          id(at.replace('at ', '')),
        );
      const [always, withMfa] = [await may('aal1'), await may('aal2')];
      const told = always ? 'yes' : withMfa ? 'with two factors' : 'no';
      expect(told).toBe(answer);
    },
  );
});
