import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Readable } from 'node:stream';
import { Body, Controller, Get, Post, StreamableFile } from '@nestjs/common';
import fc from 'fast-check';
import { Public, RateClass, Refuses } from '#libs/access';
import { AppError } from '#libs/kernel';
import { eventually } from '#libs/testing';
import { RawClient } from '../support/raw-client.js';
import { startHttp, type HttpFixture } from './support/http-fixture.js';

/** What handlers wait for. */
let release: (() => void)[] = [];
const held = () => new Promise<void>((resolve) => release.push(resolve));
const letGo = () => {
  for (const go of release.splice(0)) go();
};
const streams = new Set<Readable>();

function endless(): Readable {
  const stream = new Readable({
    read() {
      setImmediate(() => this.push('x'.repeat(1024)));
    },
  });
  streams.add(stream);
  stream.once('close', () => streams.delete(stream));
  return stream;
}

@Controller('api')
class HeldController {
  @Get('quick')
  @Public()
  @RateClass('read')
  @Refuses()
  quick() {
    return { success: true };
  }

  @Get('held')
  @Public()
  @RateClass('read')
  @Refuses()
  async held() {
    await held();
    return { success: true };
  }

  @Get('stream')
  @Public()
  @RateClass('read')
  @Refuses()
  stream() {
    return new StreamableFile(endless());
  }

  @Get('late-stream')
  @Public()
  @RateClass('read')
  @Refuses()
  async lateStream() {
    await held();
    return new StreamableFile(endless());
  }

  @Get('late-fault')
  @Public()
  @RateClass('read')
  @Refuses()
  async lateFault(): Promise<never> {
    await held();
    throw new Error('nobody waits for this');
  }

  @Get('refused')
  @Public()
  @RateClass('read')
  @Refuses('INVALID_CREDENTIALS')
  refused(): never {
    throw new AppError('INVALID_CREDENTIALS');
  }

  @Post('body')
  @Public()
  @RateClass('read')
  @Refuses()
  async body(@Body() _body: unknown) {
    await sleep(1);
    return { success: true };
  }
}

const get = (path: string) => `GET /api/${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
const POST = 'POST /api/body HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
const whole = `${POST}Content-Length: 2\r\n\r\n{}`;
const half = `${POST}Content-Length: 200\r\n\r\n{"a":`;

describe('a client that leaves before its answer', () => {
  let http: HttpFixture;
  let observed: { status: number; route: string | null }[];

  beforeEach(async () => {
    release = [];
    observed = [];
    http = await startHttp({ module: { controllers: [HeldController] } });
    http.edge.observe(({ status, route }) => observed.push({ status, route }));
  });
  afterEach(() => {
    letGo();
    return http.close();
  });

  const requests = () =>
    http.events().filter((event) => 'method' in event) as unknown as {
      status: number;
      route?: string;
      method: string;
      code?: string;
      ip?: string;
    }[];
  const connect = () => RawClient.connect(http.port);
  const isIdle = () => http.edge.inFlight === 0 && http.edge.connections === 0;
  const inFlight = (count: number) => () => http.edge.inFlight === count;

  it.each(['reset', 'close'] as const)(
    'A client that leaves with a %s is counted out at once, with one log event of status 499 and its route',
    async (how) => {
      const client = await connect();
      await client.send(get('held'));
      await eventually(inFlight(1));
      client.leave(how);
      await eventually(isIdle);
      letGo();
      expect(observed).toEqual([{ status: 499, route: '/api/held' }]);
      expect(requests()).toMatchObject([
        { status: 499, route: '/api/held', method: 'GET', ip: '127.0.0.1' },
      ]);
    },
  );

  it('A client that leaves while its body arrives is counted out', async () => {
    const client = await connect();
    await client.send(half);
    await eventually(inFlight(1));
    client.leave();
    await eventually(isIdle);
    expect(requests()).toMatchObject([{ status: 499, route: '/api/body' }]);
  });

  it('A client that leaves while its headers arrive was never counted in', async () => {
    const client = await connect();
    await client.send('GET /api/quick HTTP/1.1\r\nHo');
    await eventually(() => http.edge.connections === 1);
    client.leave('reset');
    await eventually(isIdle);
    expect(observed.filter(({ status }) => status === 499)).toEqual([]);
  });

  it('A client that leaves with pipelined requests is counted out with all of them', async () => {
    const client = await connect();
    await client.send(get('held') + get('held') + get('stream') + get('quick'));
    await eventually(inFlight(4));
    client.leave();
    await eventually(isIdle);
    letGo();
    await eventually(() => streams.size === 0);
    expect(observed.map(({ status }) => status)).toEqual([499, 499, 499, 499]);
  });

  it('A client that leaves in the middle of a stream is counted out, and the stream ends', async () => {
    const client = await connect();
    await client.send(get('stream'));
    await eventually(() => client.received.length > 2048);
    client.leave();
    await eventually(isIdle);
    await eventually(() => streams.size === 0);
    expect(observed).toEqual([{ status: 499, route: '/api/stream' }]);
  });

  it('A client that leaves before its stream began leaves no stream open', async () => {
    const client = await connect();
    await client.send(get('late-stream'));
    await eventually(() => release.length === 1);
    client.leave();
    await eventually(isIdle);
    letGo();
    await eventually(() => streams.size === 0);
    expect(observed).toEqual([{ status: 499, route: '/api/late-stream' }]);
  });

  it('A fault after the client left is logged as an error', async () => {
    const client = await connect();
    await client.send(get('late-fault'));
    await eventually(() => release.length === 1);
    client.leave();
    await eventually(isIdle);
    letGo();
    await eventually(() => http.logged().includes('nobody waits for this'));
    expect(requests()).toHaveLength(1);
  });

  it('A client that leaves is counted in the metrics as status 499', async () => {
    const client = await connect();
    await client.send(get('held'));
    await eventually(inFlight(1));
    client.leave();
    await eventually(isIdle);
    expect((await http.get('/metrics')).text).toMatch(
      /gatehouse_http_requests_total\{method="GET",route="\/api\/held",status="499"\} 1/,
    );
  });

  it('Requests that are answered keep their own status beside those of clients that left', async () => {
    const client = await connect();
    await client.send(get('quick') + get('refused') + get('%ff') + whole);
    await eventually(() => client.statuses.length === 4);
    expect(client.statuses).toEqual([200, 401, 400, 201]);
    await eventually(inFlight(0));
    expect(observed.map(({ status }) => status)).toEqual([200, 401, 400, 201]);
  });
});

describe('bytes that are not HTTP', () => {
  let http: HttpFixture;
  const statuses: number[] = [];
  beforeAll(async () => {
    http = await startHttp({ module: { controllers: [HeldController] } });
    http.edge.observe(({ status }) => statuses.push(status));
  });
  beforeEach(() => void statuses.splice(0));
  afterAll(() => http.close());

  it('Bytes that are not HTTP after the headers of a request end that request, and are no second one', async () => {
    const client = await RawClient.connect(http.port);
    await client.send(`${POST}Transfer-Encoding: chunked\r\n\r\nnot a size\r\n`);
    await eventually(() => client.isClosed);
    expect(client.statuses).toEqual([400]);
    await eventually(() => http.edge.inFlight === 0);
    expect(statuses).toEqual([400]);
  });

  it('Bytes that are not HTTP after an unanswered request wait for its answer', async () => {
    const client = await RawClient.connect(http.port);
    await client.send(`${get('held')}garbage\r\n\r\n`);
    await eventually(() => release.length === 1);
    letGo();
    await eventually(() => client.isClosed);
    expect(client.statuses).toEqual([200, 400]);
    expect(statuses).toEqual([200, 400]);
  });

  it('Bytes that are not HTTP in many pieces after an unanswered request are waited for once', async () => {
    let answer: ServerResponse | undefined;
    http.nest
      .getHttpServer()
      .once('request', (_request: unknown, response: ServerResponse) => (answer = response));
    const client = await RawClient.connect(http.port);
    await client.send(`${get('held')}garbage\r\n\r\n`);
    await eventually(() => release.length > 0);
    const before = answer!.listenerCount('close');
    for (let count = 0; count < 20; count += 1) {
      await client.send('more of it\r\n\r\n');
      await new Promise(setImmediate);
    }
    expect(answer!.listenerCount('close')).toBe(before);
    letGo();
    await eventually(() => client.isClosed);
    expect(client.statuses).toEqual([200, 400]);
  });

  it('Bytes that are not HTTP are counted in the metrics as any other refusal', async () => {
    const client = await RawClient.connect(http.port);
    await client.send('garbage\r\n\r\n');
    await eventually(() => client.isClosed);
    expect(statuses).toEqual([400]);
  });
});

describe('counts of requests', () => {
  it('No request is in flight in the end, and each request has one event', async () => {
    const http = await startHttp({ module: { controllers: [HeldController] } });
    let ended = 0;
    let received = 0;
    http.edge.observe(() => (ended += 1));
    http.nest.getHttpServer().on('request', () => (received += 1));
    const texts = [...['quick', 'held', 'stream', 'late-stream', 'late-fault', 'refused'].map(get)];
    const step = fc.record({
      texts: fc.array(fc.constantFrom(...texts, whole, half), { minLength: 1, maxLength: 4 }),
      turns: fc.nat({ max: 6 }),
      how: fc.constantFrom('reset' as const, 'close' as const),
      isHeard: fc.boolean(),
      isHeld: fc.boolean(),
    });
    const play = async (one: {
      texts: string[];
      turns: number;
      how: 'reset' | 'close';
      isHeard: boolean;
      isHeld: boolean;
    }) => {
      const client = await RawClient.connect(http.port);
      if (!one.isHeard) client.stopReading();
      await client.send(one.texts.join(''));
      for (let turn = 0; turn < one.turns; turn += 1) await new Promise(setImmediate);
      if (!one.isHeld) letGo();
      client.leave(one.how);
    };
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        await Promise.all(steps.map(play));
        await eventually(() => http.edge.inFlight === 0 && http.edge.connections === 0);
        letGo();
        await eventually(() => streams.size === 0);
        expect(http.edge.inFlight).toBe(0);
      }),
      { numRuns: 40 },
    );
    expect(received).toBeGreaterThan(0);
    // A reset may overtake earlier bytes: half a request is refused and not counted as one.
    const requests = http.events().filter((event) => 'method' in event);
    expect(requests.filter(({ method }) => method !== '-')).toHaveLength(received);
    expect(ended).toBe(requests.length);
    await http.close();
  });
});
