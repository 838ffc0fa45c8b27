import pg from 'pg';
import { PooledClient } from './pooled-client.js';

interface Pending {
  resolve(): void;
  reject(error: Error): void;
}

/** A client whose statements are answered when the test says so. */
function makeClient() {
  const pending: Pending[] = [];
  jest.spyOn(pg.Client.prototype, 'query').mockImplementation(
    () =>
      new Promise<void>((resolve, reject) => {
        pending.push({ resolve, reject });
      }),
  );
  const client = new PooledClient({});
  const asked: Promise<unknown>[] = [];
  return {
    client,
    ask: () => asked.push(client.query('SELECT 1').catch(() => undefined)),
    answer: async (index: number) => {
      pending[index]?.resolve();
      await asked[index];
    },
    refuse: async (index: number) => {
      pending[index]?.reject(new Error('division by zero'));
      await asked[index];
    },
  };
}

describe('a connection that is asked several things at once', () => {
  it('owes answers until the last of them has come', async () => {
    const { client, ask, answer, refuse } = makeClient();
    expect(client.askedAtMs).toBeNull();
    ask();
    ask();
    ask();
    expect(client.askedAtMs).not.toBeNull();
    await answer(0);
    expect(client.askedAtMs).not.toBeNull();
    await refuse(1);
    expect(client.askedAtMs).not.toBeNull();
    await answer(2);
    expect(client.askedAtMs).toBeNull();
  });

  it('counts the wait for the next answer from the one before: it was no silence', async () => {
    const { client, ask, answer } = makeClient();
    const now = jest.spyOn(performance, 'now').mockReturnValue(1_000);
    ask();
    now.mockReturnValue(2_000);
    ask();
    expect(client.askedAtMs).toBe(1_000);
    now.mockReturnValue(3_000);
    await answer(0);
    expect(client.askedAtMs).toBe(3_000);
  });
});

describe('a connection to one of several hosts', () => {
  it('forgets what the host before has said of being a standby', () => {
    class Exposed extends PooledClient {
      begin(): void {
        this.onConnection();
      }
    }
    const client = new Exposed({});
    client.isStandby = true;
    client.begin();
    expect(client.isStandby).toBe(false);
  });
});
