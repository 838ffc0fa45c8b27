import { setTimeout as sleep } from 'node:timers/promises';
import { addressOf, RedisEphemeral, type RedisSettings } from '#libs/ephemeral';
import { newId } from '#libs/kernel';
import {
  eventually,
  freePort,
  hasRedisServer,
  RedisServer,
  startTcpProxy,
  type TcpProxy,
} from '#libs/testing';
import { NO_REDIS } from '../support/redis-settings.js';

const GIVE_UP_MS = 1_000;
/** The time of a timer that the client keeps after it has closed a connection. */
const CLIENT_LINGERS_MS = 2_000;

/** A Redis behind a proxy, and the sentinel that announces it. */
interface Place {
  readonly network: TcpProxy;
  readonly settings: Partial<RedisSettings>;
  readonly servers: readonly RedisServer[];
}

async function alone(): Promise<Place> {
  const server = await RedisServer.start();
  const network = await startTcpProxy({ port: server.port });
  return { network, settings: { url: network.through(server.url) }, servers: [server] };
}

async function behindSentinel(): Promise<Place> {
  const server = await RedisServer.start();
  const network = await startTcpProxy({ port: server.port });
  const sentinel = await RedisServer.startSentinel(network.port);
  const settings = { sentinels: [`${sentinel.host}:${sentinel.port}`] };
  return { network, settings, servers: [server, sentinel] };
}

async function inCluster(): Promise<Place> {
  const port = await freePort();
  const network = await startTcpProxy({ port });
  const server = await RedisServer.start(
    [
      ...['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1'],
      ...['--cluster-announce-port', `${network.port}`],
    ],
    port,
  );
  await server.command('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
  await eventually(async () =>
    String(await server.command('CLUSTER', 'INFO')).includes('cluster_state:ok'),
  );
  const settings = { clusterNodes: [`127.0.0.1:${network.port}`] };
  return { network, settings, servers: [server] };
}

(hasRedisServer() ? describe : describe.skip).each([
  ['alone', alone],
  ['behind a sentinel', behindSentinel],
  ['in a cluster', inCluster],
])('the connection to a Redis %s that is lost silently', (_name, place) => {
  let at: Place;
  let ephemeral: RedisEphemeral;
  let other: RedisEphemeral;

  const open = (id: string): RedisEphemeral => {
    const address = addressOf({ ...NO_REDIS, ...at.settings });
    if (!address) throw new Error('No Redis is configured');
    const options = { address, commandTimeoutMs: 500, breakMs: 100, giveUpMs: GIVE_UP_MS };
    const made = new RedisEphemeral(options);
    made.usePrefix(id);
    return made;
  };

  beforeEach(async () => {
    at = await place();
    const id = newId();
    ephemeral = open(id);
    other = open(id);
    await eventually(() => ephemeral.isAvailable && other.isAvailable);
  });
  afterEach(async () => {
    await Promise.all([ephemeral, other].map((each) => each?.close()));
    await at.network.close();
    for (const server of at.servers) await server.stop();
  });
  afterAll(() => sleep(CLIENT_LINGERS_MS));

  it('A silently lost Redis connection is replaced for a command', async () => {
    await eventually(() => ephemeral.set('a', '1', 60).then(() => true));
    at.network.strand();
    await eventually(async () => (await ephemeral.get('a')) === '1');
  });

  it('A silently lost Redis connection is replaced while no command is sent', async () => {
    const before = ephemeral.generation;
    at.network.strand();
    await eventually(() => ephemeral.generation > before && ephemeral.isAvailable);
  });

  it('A silently lost Redis connection is replaced for libraries with a client of their own', async () => {
    const client = ephemeral.redisClient();
    const key = ephemeral.prefixed('mine');
    await eventually(async () => (await client.set(key, 'x')) === 'OK');
    at.network.strand();
    await eventually(async () => (await client.get(key)) === 'x');
  });

  it('A silently lost Redis connection is replaced for listeners, who are told of possibly missed messages', async () => {
    const heard: (string | null)[] = [];
    await eventually(() =>
      ephemeral.subscribe('c', (message) => heard.push(message)).then(() => true),
    );
    const isHeard = (message: string) =>
      eventually(async () => {
        await other.publish('c', message);
        return heard.includes(message);
      });
    await isHeard('before');
    heard.length = 0;
    at.network.strand();
    await eventually(() => heard.includes(null));
    await isHeard('after');
    expect(heard.indexOf(null)).toBeLessThan(heard.indexOf('after'));
  });
});

(hasRedisServer() ? describe : describe.skip)('the path to a sentinel', () => {
  it('A Redis connection that is silently lost while the sentinel is asked is replaced', async () => {
    const server = await RedisServer.start();
    const sentinel = await RedisServer.startSentinel(server.port);
    const network = await startTcpProxy({ port: sentinel.port });
    network.blackHole();
    const address = addressOf({ ...NO_REDIS, sentinels: [`127.0.0.1:${network.port}`] });
    if (!address) throw new Error('No Redis is configured');
    const ephemeral = new RedisEphemeral({ address, commandTimeoutMs: 150, breakMs: 100 });
    ephemeral.usePrefix(newId());
    try {
      await eventually(() => network.isUsed);
      network.strand();
      network.heal();
      await eventually(() => ephemeral.isAvailable, 30_000);
    } finally {
      await ephemeral.close();
      await network.close();
      await sentinel.stop();
      await server.stop();
    }
  });
});
