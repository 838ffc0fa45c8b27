import fc from 'fast-check';
import { planAccess, type AccessRule } from './access-rules.js';

const plan = (classRules: AccessRule[], methodRules: AccessRule[]) =>
  planAccess('Orders.list', classRules, methodRules);

const permissions = (...names: string[]): AccessRule => ({ kind: 'permissions', names });

describe('The rules on a handler', () => {
  it('add up with those on its class', () => {
    expect(
      plan(
        [permissions('a'), { kind: 'live' }],
        [permissions('b'), { kind: 'roles', names: ['r'] }],
      ),
    ).toMatchObject({ caller: 'user', allOf: ['a', 'b'], roles: [['r']], isLive: true });
  });

  it('require a signed-in user when there are none, and are then undeclared', () => {
    expect(plan([], [])).toMatchObject({ caller: 'user', isOptional: false, isDeclared: false });
  });

  it('are void under @Public on the method, whatever the class demands', () => {
    expect(plan([permissions('a')], [{ kind: 'public' }])).toMatchObject({ caller: 'anybody' });
  });

  it('outweigh @Public on the class', () => {
    expect(plan([{ kind: 'public' }], [permissions('a')])).toMatchObject({
      caller: 'user',
      allOf: ['a'],
    });
    expect(plan([{ kind: 'public' }], [])).toMatchObject({ caller: 'anybody', isDeclared: true });
  });

  it('make a token optional only where nothing is demanded', () => {
    expect(plan([], [{ kind: 'optional' }])).toMatchObject({ isOptional: true });
    expect(plan([permissions('a')], [{ kind: 'optional' }])).toMatchObject({ isOptional: false });
  });

  it('take the strictest of several ages', () => {
    const rules: AccessRule[] = [
      { kind: 'recent-login', seconds: 600 },
      { kind: 'recent-login', seconds: 60 },
    ];
    expect(plan(rules, [])).toMatchObject({ recentSeconds: 60 });
  });

  it('contradict each other when they are for users and for services at once', () => {
    const app: AccessRule = { kind: 'app-token', scopes: [] };
    expect(() => plan([permissions('a')], [app])).toThrow('Orders.list: @AppToken and a rule');
    expect(() => plan([app], [{ kind: 'recent-login', seconds: 1 }])).toThrow('@AppToken');
  });

  it('contradict each other when one place says @Public and demands something', () => {
    expect(() => plan([], [{ kind: 'public' }, permissions('a')])).toThrow('@Public and a demand');
    expect(() => plan([{ kind: 'public' }, permissions('a')], [])).toThrow('@Public and a demand');
  });

  it('never let more through for a rule more on the method, @Public apart', () => {
    const name = fc.constantFrom('a', 'b', 'c');
    const rule: fc.Arbitrary<AccessRule> = fc.oneof(
      fc.constant<AccessRule>({ kind: 'signed-in' }),
      fc.constant<AccessRule>({ kind: 'optional' }),
      fc.constant<AccessRule>({ kind: 'live' }),
      name.map((one): AccessRule => permissions(one)),
      name.map((one): AccessRule => ({ kind: 'any-permission', names: [one] })),
      name.map((one): AccessRule => ({ kind: 'roles', names: [one] })),
      fc.nat(100).map((seconds): AccessRule => ({ kind: 'recent-login', seconds: seconds + 1 })),
    );
    const rules = fc.array(rule, { maxLength: 4 });
    fc.assert(
      fc.property(rules, rules, rule, (onClass, onMethod, more) => {
        const before = plan(onClass, onMethod);
        const after = plan(onClass, [...onMethod, more]);
        expect(after.allOf).toEqual(expect.arrayContaining([...before.allOf]));
        expect(after.anyOf).toEqual(expect.arrayContaining([...before.anyOf]));
        expect(after.roles).toEqual(expect.arrayContaining([...before.roles]));
        expect(after.isLive || !before.isLive).toBe(true);
        expect(after.recentSeconds ?? Infinity).toBeLessThanOrEqual(
          before.recentSeconds ?? Infinity,
        );
        // @Live says how to look at a token, not that there must be one.
        const demanded = [...onClass, ...onMethod].some(
          ({ kind }) => kind !== 'live' && kind !== 'optional',
        );
        if (demanded) expect(after.isOptional).toBe(false);
      }),
    );
  });
});
