import {
  eventually,
  startServerProcess,
  startSmtpSink,
  type ServerProcess,
  type SmtpSink,
} from '#libs/testing';
import { MailFixture } from '../support/mail-fixture.js';

const address = (n: number): string => `person-${n}@example.test`;

describe('several processes over one outbox', () => {
  let sink: SmtpSink;
  /** Queues and reads mails, and sends none. */
  let fixture: MailFixture;
  let servers: ServerProcess[];

  beforeEach(async () => {
    sink = await startSmtpSink();
    fixture = await MailFixture.open({ withWorker: false });
    servers = [];
  });
  afterEach(async () => {
    await Promise.all(servers.map((server) => server.kill()));
    await fixture.close();
    await sink.close();
  });

  const start = async (env: Record<string, string> = {}): Promise<ServerProcess> => {
    const server = await startServerProcess({
      databaseUrl: fixture.url,
      env: { ...sink.env, MIGRATE_ON_START: 'false', ...env },
    });
    servers.push(server);
    return server;
  };

  const queue = async (from: number, to: number): Promise<void> => {
    for (let n = from; n < to; n += 1) await fixture.send(address(n));
  };

  const unsent = async (): Promise<number> => {
    const [row] = await fixture.sql<{ count: number }>(
      'SELECT count(*)::int AS count FROM mail_outbox WHERE finished_at IS NULL',
    );
    return row?.count ?? 0;
  };

  const drained = (): Promise<true> =>
    eventually(async () => (await unsent()) === 0 && (true as const), 90_000);

  const recipients = (): string[] => sink.mails.map(({ recipients: [to = ''] }) => to);

  it('several processes send each of 2,000 mails once, and share them', async () => {
    await Promise.all([start({ MAIL_CONCURRENCY: '10' }), start({ MAIL_CONCURRENCY: '10' })]);
    await Promise.all([queue(0, 500), queue(500, 1000), queue(1000, 1500), queue(1500, 2000)]);
    await drained();
    expect(recipients()).toHaveLength(2000);
    expect(new Set(recipients()).size).toBe(2000);
    expect(new Set(sink.mails.map(({ messageId }) => messageId)).size).toBe(2000);
    const workers = await fixture.sql<{ attempts: number; state: string }>(
      'SELECT claimed_by, min(state) AS state, max(attempts) AS attempts FROM mail_outbox GROUP BY 1',
    );
    expect(workers).toHaveLength(2);
    for (const worker of workers) expect(worker).toMatchObject({ state: 'sent', attempts: 1 });
  }, 180_000);

  it('several processes lose no mail of one that is killed, and repeat at most the mails that it had claimed', async () => {
    const inHand = 3;
    await queue(0, 300);
    const victim = await start({ MAIL_CONCURRENCY: String(inHand) });
    await eventually(() => sink.mails.length >= 50, 60_000);
    await victim.kill();
    expect(await unsent()).toBeGreaterThan(0);
    await start();
    await drained();
    expect(new Set(recipients()).size).toBe(300);
    expect(recipients().length).toBeLessThanOrEqual(300 + inHand);
  }, 180_000);

  it('several processes neither lose nor repeat a mail of one that is told to stop', async () => {
    await queue(0, 300);
    const stopping = await start({ MAIL_CONCURRENCY: '3' });
    await eventually(() => sink.mails.length >= 50, 60_000);
    expect((await stopping.stop()).code).toBe(0);
    expect(await unsent()).toBeGreaterThan(0);
    expect(await fixture.sql(`SELECT 1 FROM mail_outbox WHERE state = 'sending'`)).toEqual([]);
    await start();
    await drained();
    expect(recipients()).toHaveLength(300);
    expect(new Set(recipients()).size).toBe(300);
  }, 180_000);
});
