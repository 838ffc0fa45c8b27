import { createServer, type Server, type Socket } from 'node:net';
import { addressOf, EphemeralUnavailable, RedisEphemeral, type LineState } from '#libs/ephemeral';
import { newId } from '#libs/kernel';
import { eventually, freePort, hasRedisServer, RedisServer } from '#libs/testing';

const TIMEOUT_MS = 150;
const BREAK_MS = 300;

const reasonOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'answered';
  } catch (error) {
    return error instanceof EphemeralUnavailable ? error.reason : String(error);
  }
};

(hasRedisServer() ? describe : describe.skip)('a Redis that fails', () => {
  let server: RedisServer;
  let ephemeral: RedisEphemeral;
  let states: LineState[];
  const opened: RedisEphemeral[] = [];

  const open = (port: number, giveUpMs?: number): RedisEphemeral => {
    const address = addressOf({
      ...{ url: undefined, host: '127.0.0.1', port, db: 0, username: undefined },
      ...{ password: undefined, sentinels: [], sentinelName: '', clusterNodes: [] },
    });
    if (!address) throw new Error('No Redis is configured');
    const made = new RedisEphemeral({
      address,
      commandTimeoutMs: TIMEOUT_MS,
      breakMs: BREAK_MS,
      ...(giveUpMs && { giveUpMs }),
      onStateChange: (state) => states.push(state),
    });
    made.usePrefix(newId());
    opened.push(made);
    return made;
  };

  beforeEach(async () => {
    states = [];
    server = await RedisServer.start();
    ephemeral = open(server.port);
    await eventually(() => ephemeral.isAvailable);
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((each) => each.close()));
    await server.stop();
  });

  it('The start waits for a Redis that is not there yet', async () => {
    const port = await freePort();
    const early = open(port);
    expect(await reasonOf(early.get('a'))).toBe('disconnected');
    await eventually(() => early.outage.refusedAtMs !== null);
    expect(early.isAvailable).toBe(false);
    const late = await RedisServer.start([], port);
    try {
      await eventually(() => early.isAvailable);
      await early.set('a', '1', 60);
      expect(await early.get('a')).toBe('1');
      expect(early.outage).toEqual({ refusedAtMs: null, silentSinceMs: null });
    } finally {
      await late.stop();
    }
  });

  it('A killed Redis costs no wait, and counts as another one when it is back', async () => {
    await ephemeral.set('a', '1', 60);
    const before = ephemeral.generation;
    await server.kill();
    await eventually(() => !ephemeral.isAvailable);
    expect(await reasonOf(ephemeral.get('a'))).toBe('disconnected');
    await server.start();
    await eventually(() => ephemeral.isAvailable);
    expect(ephemeral.generation).not.toBe(before);
    expect(await ephemeral.get('a')).toBeNull();
    expect(states).toEqual(['available', 'unavailable', 'available']);
  });

  it('A frozen Redis costs one timeout, not one for each command', async () => {
    server.freeze();
    const started = performance.now();
    const first = await Promise.all(
      Array.from({ length: 50 }, (_, index) => reasonOf(ephemeral.get(`${index}`))),
    );
    expect(new Set(first)).toEqual(new Set(['timeout']));
    const later: string[] = [];
    for (let index = 0; index < 500; index += 1) later.push(await reasonOf(ephemeral.get('a')));
    expect(new Set(later)).toEqual(new Set(['broken_off']));
    expect(await reasonOf(ephemeral.setMany(new Map([['a', '1']]), 60, { urgent: true }))).toBe(
      'timeout',
    );
    expect(ephemeral.outage.silentSinceMs).toBeGreaterThanOrEqual(started);
    server.thaw();
    await eventually(() => ephemeral.isAvailable);
    expect(await ephemeral.get('a')).toBe('1');
    expect(states).toEqual(['available', 'unavailable', 'available']);
  });

  it('A Redis that is frozen before the first connection counts as frozen', async () => {
    server.freeze();
    const late = open(server.port);
    expect(await reasonOf(late.get('a'))).toBe('disconnected');
    server.thaw();
    await eventually(() => late.isAvailable);
  });

  it('Redis does not count as silent when this process itself was busy', async () => {
    const reply = reasonOf(ephemeral.get('a'));
    await new Promise((resolve) => setImmediate(resolve));
    const until = performance.now() + 3 * TIMEOUT_MS;
    while (performance.now() < until);
    expect(await reply).toBe('answered');
    expect(ephemeral.isAvailable).toBe(true);
  });

  it('Redis is unavailable for writes when its memory is full, and still reads and deletes', async () => {
    await ephemeral.set('a', '1', 60);
    await server.fill();
    expect(await reasonOf(ephemeral.set('b', '1', 60))).toBe('refused');
    expect(await reasonOf(ephemeral.setMany(new Map([['b', '1']]), 60))).toBe('refused');
    expect(await reasonOf(ephemeral.getOrSetMany([{ key: 'b', value: '1', ttlSeconds: 60 }]))).toBe(
      'refused',
    );
    expect(await reasonOf(ephemeral.increment('n', 60))).toBe('refused');
    expect(await ephemeral.getMany(['a', 'b'])).toEqual(['1', null]);
    await ephemeral.delete(['a']);
    expect(await ephemeral.get('a')).toBeNull();
    expect(ephemeral.isAvailable).toBe(true);
  });

  it('Redis is unavailable for writes when it is a replica', async () => {
    await ephemeral.set('a', '1', 60);
    await server.command('REPLICAOF', '127.0.0.1', `${await freePort()}`);
    await eventually(async () => (await reasonOf(ephemeral.set('b', '1', 60))) === 'refused');
    await server.command('REPLICAOF', 'NO', 'ONE');
    await eventually(async () => (await reasonOf(ephemeral.set('b', '1', 60))) === 'answered');
  });

  it('A flushed Redis loses its keys and scripts, and nothing else fails', async () => {
    await ephemeral.increment('n', 60);
    await server.command('FLUSHALL');
    await server.command('SCRIPT', 'FLUSH');
    expect((await ephemeral.increment('n', 60)).count).toBe(1);
    expect(await ephemeral.getOrSetMany([{ key: 'a', value: 'x', ttlSeconds: 60 }])).toEqual(['x']);
  });

  it('Listeners are told of possibly missed messages when a Redis connection was lost', async () => {
    const heard: (string | null)[] = [];
    await ephemeral.subscribe('c', (message) => heard.push(message));
    const publisher = open(server.port);
    publisher.usePrefix('same');
    await eventually(async () => {
      await ephemeral.publish('c', 'before');
      return heard.includes('before');
    });
    heard.length = 0;
    await server.restart();
    await eventually(() => heard.includes(null));
    await eventually(async () => {
      await ephemeral.publish('c', 'after');
      return heard.includes('after');
    });
  });

  it('A subscription made while Redis is away begins when Redis is back, and the listener is told', async () => {
    await server.kill();
    const heard: (string | null)[] = [];
    await ephemeral.subscribe('c', (message) => heard.push(message));
    expect(heard).toEqual([]);
    await server.start();
    await eventually(() => heard.includes(null));
  });

  it('A subscription that Redis refused is asked for again, and the listener is told when it begins', async () => {
    const patient = open(server.port, 400);
    await eventually(() => patient.isAvailable);
    await patient.subscribe('first', () => undefined);
    await server.command('ACL', 'SETUSER', 'default', 'resetchannels', '&*:first');
    const heard: (string | null)[] = [];
    await patient.subscribe('c', (message) => heard.push(message));
    expect(heard).toEqual([]);
    await server.command('ACL', 'SETUSER', 'default', 'allchannels');
    await eventually(() => heard.includes(null));
    await eventually(async () => {
      await patient.publish('c', 'after');
      return heard.includes('after');
    });
  });

  it('A closed Redis client refuses commands at once', async () => {
    await ephemeral.close();
    expect(await reasonOf(ephemeral.get('a'))).toBe('closed');
  });

  it('A Redis that accepts connections and never answers is given up', async () => {
    const sockets: Socket[] = [];
    const mute: Server = createServer((socket) => sockets.push(socket));
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const address = mute.address();
    const deaf = open(typeof address === 'object' && address ? address.port : 0, 200);
    await eventually(() => sockets.length > 2);
    expect(await reasonOf(deaf.get('a'))).toBe('disconnected');
    await deaf.close();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => mute.close(resolve));
  });

  it('A Redis that was frozen for long is given up, and found again', async () => {
    const given = open(server.port, 400);
    await eventually(() => given.isAvailable);
    const before = given.generation;
    server.freeze();
    expect(await reasonOf(given.get('a'))).toBe('timeout');
    await eventually(() => given.generation > before);
    server.thaw();
    await eventually(() => given.isAvailable);
    expect(await given.get('a')).toBeNull();
  });
});
