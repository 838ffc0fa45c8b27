import {
  Public,
  RateClass,
  RequireAppToken,
  RequirePermission,
  SignedIn,
  SignsIn,
} from '#libs/access';
import { canPrepare, planOf } from './route-plan.js';

class Handlers {
  @SignedIn()
  @RateClass('write')
  ofUser(): void {}

  @SignedIn()
  withoutClass(): void {}

  @SignedIn({ withinSeconds: 60 })
  @RateClass('write')
  ofRecentSignIn(): void {}

  @RequirePermission('role:read', { service: 'path:service_id' })
  @RateClass('read')
  ofNamedService(): void {}

  @RequirePermission('role:read', { service: 'role:role_id' })
  @RateClass('read')
  ofFoundService(): void {}

  @SignedIn({ acr: 'aal2' })
  @RateClass('write')
  ofTwoFactors(): void {}

  @RequirePermission('user:read', { acr: 'aal2' })
  @RateClass('read')
  ofPermissionWithTwoFactors(): void {}

  @RequireAppToken()
  @RateClass('validate')
  ofService(): void {}

  @RequireAppToken('orders:read')
  @RateClass('validate')
  ofScope(): void {}

  @Public()
  @RateClass('none')
  ofAnybody(): void {}

  @RequireAppToken('orders:read')
  @RateClass('none')
  ofScopeWithoutLimit(): void {}

  @SignedIn({ withinSeconds: 60 })
  @RateClass('none')
  ofRecentSignInWithoutLimit(): void {}

  @Public()
  @RateClass('token')
  ofSecret(): void {}

  @Public()
  @RateClass('login')
  @SignsIn('password')
  signIn(): void {}

  undeclared(): void {}
}

const handler = (name: keyof Handlers) => Handlers.prototype[name] as object;

describe('the plan of a route', () => {
  it('the plan of a route has what its handler declares, and a reading without a class', () => {
    expect(planOf(handler('ofUser'))).toMatchObject({
      rule: { kind: 'signed-in' },
      rateClass: 'write',
    });
    expect(planOf(handler('withoutClass'))?.rateClass).toBe('read');
  });

  it('a handler that declares no access has no plan', () => {
    expect(planOf(handler('undeclared'))).toBeNull();
  });

  it.each<[keyof Handlers, boolean]>([
    ['ofUser', true],
    ['ofNamedService', true],
    ['ofService', true],
    ['ofAnybody', true],
    ['ofRecentSignIn', false],
    ['ofTwoFactors', false],
    ['ofPermissionWithTwoFactors', false],
    ['ofFoundService', false],
    ['ofScope', false],
    ['ofScopeWithoutLimit', false],
    ['ofRecentSignInWithoutLimit', false],
    ['ofSecret', false],
    ['signIn', false],
  ])('whether requests to the handler %s can be prepared: %s', (name, expected) => {
    expect(canPrepare(planOf(handler(name))!)).toBe(expected);
  });
});
