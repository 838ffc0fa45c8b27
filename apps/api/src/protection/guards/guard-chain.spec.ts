import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { AppError } from '#libs/kernel';
import type { GatehouseRequest } from '#api/platform/http';
import { GuardChain } from './guard-chain.js';

const handler = () => undefined;

function aChain() {
  const passed: string[] = [];
  const guard = (name: string): never =>
    ({
      canActivate: () => {
        passed.push(name);
        return Promise.resolve(true);
      },
    }) as CanActivate as never;
  const chain = new GuardChain(
    guard('arrival'),
    guard('challenge'),
    guard('access'),
    guard('caller'),
  );
  return { chain, passed };
}

const contextOf = (prepared?: GatehouseRequest['prepared']) =>
  ({
    getHandler: () => handler,
    switchToHttp: () => ({ getRequest: () => ({ prepared }) }),
  }) as unknown as ExecutionContext;

describe('the guards of a request', () => {
  it('a request that was prepared for this handler passes at once', () => {
    const { chain, passed } = aChain();
    expect(chain.canActivate(contextOf({ handler, refusal: undefined }))).toBe(true);
    expect(passed).toEqual([]);
  });

  it('a prepared request that its limit refuses is refused', () => {
    const refusal = new AppError('RATE_LIMITED');
    const { chain } = aChain();
    expect(() => chain.canActivate(contextOf({ handler, refusal }))).toThrow(refusal);
  });

  it.each([
    ['that was not prepared', undefined],
    ['that was prepared for another handler', { handler: () => undefined, refusal: undefined }],
  ])('a request %s passes all guards in their order', async (_what, prepared) => {
    const { chain, passed } = aChain();
    expect(await chain.canActivate(contextOf(prepared))).toBe(true);
    expect(passed).toEqual(['arrival', 'challenge', 'access', 'caller']);
  });
});
