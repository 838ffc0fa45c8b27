import fc from 'fast-check';
import { planAccess, type AccessRule } from './access-rules.js';

const plan = (classRules: AccessRule[], methodRules: AccessRule[]) =>
  planAccess('Orders.list', classRules, methodRules);

const permissions = (...names: string[]): AccessRule => ({ kind: 'permissions', names });

describe('The rules on a handler', () => {
  it('rules on a handler are added to those on its class', () => {
    expect(
      plan(
        [permissions('a'), { kind: 'live' }],
        [permissions('b'), { kind: 'roles', names: ['r'] }],
      ),
    ).toMatchObject({ caller: 'user', allOf: ['a', 'b'], roles: [['r']], isLive: true });
  });

  it('a handler without rules is undeclared and requires a signed-in user', () => {
    expect(plan([], [])).toMatchObject({ caller: 'user', isOptional: false, isDeclared: false });
  });

  it('@Public on the method overrides all rules of the class', () => {
    expect(plan([permissions('a')], [{ kind: 'public' }])).toMatchObject({ caller: 'anybody' });
  });

  it('a rule on the method overrides @Public on the class', () => {
    expect(plan([{ kind: 'public' }], [permissions('a')])).toMatchObject({
      caller: 'user',
      allOf: ['a'],
    });
    expect(plan([{ kind: 'public' }], [])).toMatchObject({ caller: 'anybody', isDeclared: true });
  });

  it('a token is optional only if no other rule requires one', () => {
    expect(plan([], [{ kind: 'optional' }])).toMatchObject({ isOptional: true });
    expect(plan([permissions('a')], [{ kind: 'optional' }])).toMatchObject({ isOptional: false });
  });

  it('the shortest of several sign-in ages applies', () => {
    const rules: AccessRule[] = [
      { kind: 'recent-login', seconds: 600 },
      { kind: 'recent-login', seconds: 60 },
    ];
    expect(plan(rules, [])).toMatchObject({ recentSeconds: 60 });
  });

  it('rules for users and @AppToken on one handler contradict each other', () => {
    const app: AccessRule = { kind: 'app-token', scopes: [] };
    expect(() => plan([permissions('a')], [app])).toThrow('Orders.list: @AppToken and a rule');
    expect(() => plan([app], [{ kind: 'recent-login', seconds: 1 }])).toThrow('@AppToken');
  });

  it('@Public and a requirement at the same place contradict each other', () => {
    expect(() => plan([], [{ kind: 'public' }, permissions('a')])).toThrow('@Public and a demand');
    expect(() => plan([{ kind: 'public' }, permissions('a')], [])).toThrow('@Public and a demand');
  });

  it('an additional rule on the method, except @Public, never allows more calls', () => {
    const name = fc.constantFrom('a', 'b', 'c');
    const rule: fc.Arbitrary<AccessRule> = fc.oneof(
      fc.constant<AccessRule>({ kind: 'signed-in' }),
      fc.constant<AccessRule>({ kind: 'optional' }),
      fc.constant<AccessRule>({ kind: 'live' }),
      name.map((one): AccessRule => permissions(one)),
      name.map((one): AccessRule => ({ kind: 'any-permission', names: [one] })),
      name.map((one): AccessRule => ({ kind: 'roles', names: [one] })),
      fc.constantFrom('aal1', 'aal2').map((value): AccessRule => ({ kind: 'acr', value })),
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
        expect(after.acr ?? before.acr).toBe(after.acr);
        // @Live says how a token is checked, not that one is required.
        const demanded = [...onClass, ...onMethod].some(
          ({ kind }) => kind !== 'live' && kind !== 'optional',
        );
        if (demanded) expect(after.isOptional).toBe(false);
      }),
    );
  });
});
