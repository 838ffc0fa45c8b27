import { DeliveryFailure } from '../delivery-failure.js';
import type { ClaimedMail } from '../outbox.store.js';
import type { LeaseKeeper } from './lease-keeper.service.js';
import type { AttemptEnd, MailDelivery } from './mail-delivery.service.js';
import type { OutboxQueue } from './outbox-queue.service.js';
import { OutboxTiming } from './outbox-timing.js';
import { OutboxWorker } from './outbox-worker.service.js';

const mail = (id: string) => ({ id, attempts: 1 }) as ClaimedMail;

const failure = new DeliveryFailure({
  scope: 'server',
  isPermanent: false,
  trouble: 'busy',
  reason: '452 full',
  code: '452',
});

/** A worker whose claims are answered, and whose attempts are ended, by the test. */
function stage() {
  const held = new Set<string>();
  const claims: ((mails: ClaimedMail[]) => void)[] = [];
  const attempts = new Map<string, (end: AttemptEnd) => void>();
  const givenBack: string[] = [];
  const queue = {
    onWork: () => undefined,
    claim: () => new Promise<ClaimedMail[]>((resolve) => claims.push(resolve)),
  } as unknown as OutboxQueue;
  const leases = {
    get count() {
      return held.size;
    },
    hold: ({ id }: ClaimedMail) => (held.add(id), new AbortController().signal),
    drop: (id: string) => held.delete(id),
    abortAll: () => undefined,
  } as unknown as LeaseKeeper;
  const delivery = {
    attempt: ({ id }: ClaimedMail) =>
      new Promise<AttemptEnd>((resolve) => attempts.set(id, resolve)),
    giveBack: async ({ id }: ClaimedMail) => void givenBack.push(id),
  } as unknown as MailDelivery;
  const config = { concurrency: 5 } as ConstructorParameters<typeof OutboxWorker>[4];
  const worker = new OutboxWorker(queue, leases, delivery, new OutboxTiming(), config);
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const answerClaim = async (...ids: string[]) => {
    claims.shift()!(ids.map(mail));
    await turn();
  };
  return { worker, claims, attempts, givenBack, turn, answerClaim };
}

describe('a mail server that fails while further mails are being claimed', () => {
  it('gets none of these, and they are put back at their places', async () => {
    const { worker, attempts, givenBack, turn, answerClaim } = stage();
    const told = jest.spyOn(worker['logger'], 'error').mockImplementation(() => undefined);
    worker.start();
    await answerClaim('ann');
    worker.lookSoon();
    await turn();
    attempts.get('ann')!({ kind: 'server-away', failure });
    await turn();
    await answerClaim('ann', 'ben');
    expect([...attempts.keys()]).toEqual(['ann']);
    expect(givenBack).toEqual(['ann', 'ben']);
    expect(told).toHaveBeenCalledTimes(1);
  });

  it('one that works gets all that were claimed', async () => {
    const { worker, attempts, givenBack, answerClaim } = stage();
    worker.start();
    await answerClaim('ann', 'ben');
    expect([...attempts.keys()]).toEqual(['ann', 'ben']);
    expect(givenBack).toEqual([]);
  });
});
