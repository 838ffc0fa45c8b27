import { TerminusModule } from '@nestjs/terminus';
import { Test } from '@nestjs/testing';
import { OperationModule, Readiness, type ReadinessCheck } from '#libs/operation';
import { ReadinessService } from './readiness.service.js';

const never = () => new Promise<never>(() => undefined);

async function makeReadiness(...checks: ReadinessCheck[]): Promise<ReadinessService> {
  const module = await Test.createTestingModule({
    imports: [TerminusModule.forRoot({ logger: false }), OperationModule],
    providers: [ReadinessService],
  }).compile();
  for (const check of checks) module.get(Readiness).add(check);
  return module.get(ReadinessService);
}

describe('an instance that was ready', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('an instance that was ready does not wait a second for a check that is never down', async () => {
    const readiness = await makeReadiness(
      { name: 'database', check: async () => ({ status: 'up' }) },
      { name: 'mail', isNeverDown: true, check: never },
    );
    const state = readiness.getState();
    await jest.advanceTimersByTimeAsync(600);
    const late = Promise.resolve('no answer');
    expect(await Promise.race([state, late])).toMatchObject({
      isReady: true,
      status: 'degraded',
      checks: { mail: { status: 'degraded', reason: 'no answer in time' } },
    });
  });

  it('an instance that was ready waits longer for a check that can make it not ready', async () => {
    const slow = { status: 'up' as const };
    const readiness = await makeReadiness({
      name: 'database',
      check: () => new Promise((resolve) => setTimeout(() => resolve(slow), 1_500)),
    });
    const state = readiness.getState();
    await jest.advanceTimersByTimeAsync(1_600);
    expect(await state).toMatchObject({ isReady: true, status: 'ok' });
  });
});
