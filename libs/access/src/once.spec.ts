import { Controller, Post, type CallHandler, type ExecutionContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { lastValueFrom, of } from 'rxjs';
import { Idempotent } from './declarations.js';
import { ONCE, onceCheckedBy, OncePort, ReplayCheck } from './once.js';

class Check extends ReplayCheck {
  override async assertMay(): Promise<void> {
    await Promise.resolve();
  }
}

@Controller('orders')
class Orders {
  @Idempotent({ check: Check })
  @Post()
  create() {
    return {};
  }
}

class Port extends OncePort {
  check: ReplayCheck | null | undefined;

  override intercept(_context: ExecutionContext, next: CallHandler, check: ReplayCheck | null) {
    this.check = check;
    return next.handle();
  }
}

describe('the check of a replay', () => {
  it('is asked for by the start: a module with the handler and without the check does not start', async () => {
    await expect(Test.createTestingModule({ controllers: [Orders] }).compile()).rejects.toThrow(
      /Check/,
    );
    const module = Test.createTestingModule({ controllers: [Orders], providers: [Check] });
    await (await module.compile()).close();
  });

  it('is refused when its class is not defined yet, as in a circular import', () => {
    const check = undefined as unknown as typeof Check;
    expect(() => Idempotent({ check })).toThrow(/circular import/);
  });

  it('is given to the port with the call', async () => {
    const Interceptor = onceCheckedBy(Check);
    const module = await Test.createTestingModule({ providers: [Check, Interceptor] }).compile();
    const port = new Port();
    const request = { server: { [ONCE]: port } };
    const context = { switchToHttp: () => ({ getRequest: () => request }) } as ExecutionContext;
    const answer = module.get(Interceptor).intercept(context, { handle: () => of('done') });
    expect(await lastValueFrom(await answer)).toBe('done');
    expect(port.check).toBe(module.get(Check));
  });
});
