import pg from 'pg';
import { PooledClient } from './pooled-client.js';

interface Pending {
  resolve(): void;
  reject(error: Error): void;
}

/** A client whose statements the test answers. */
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
  it('a connection has pending answers until the last one has arrived', async () => {
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

  it('the wait for the next answer starts at the previous answer', async () => {
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
  it('a connection to the next host resets the standby state of the previous one', () => {
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
