import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Traces } from '#libs/operation';
import { FakeClock } from '../../../../../libs/testing/src/fake-clock.js';
import { ProviderCalls } from './provider-calls.service.js';

const HOUR_SECONDS = 3600;

describe('the metadata of an unreachable provider', () => {
  let provider: Server;
  let home: string;
  let isUp: boolean;
  let clock: FakeClock;
  let ask: () => Promise<number>;

  beforeAll(async () => {
    provider = createServer((_request, response) => {
      if (!isUp) return void response.destroy();
      response.setHeader('content-type', 'application/json');
      response.end('{}');
    });
    await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
    home = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => provider.close(resolve)));
  beforeEach(async () => {
    isUp = false;
    clock = new FakeClock();
    const call = new ProviderCalls(clock, new Traces()).fetchOf(home);
    ask = async () => (await call(`${home}/.well-known/openid-configuration`)).status;
    await expect(ask()).rejects.toThrow();
    isUp = true;
  });

  it('metadata that could not be fetched is requested again after three seconds, and not before', async () => {
    clock.advanceSeconds(2);
    await expect(ask()).rejects.toThrow();
    clock.advanceSeconds(1);
    expect(await ask()).toBe(200);
  });

  it.each([
    ['back', -HOUR_SECONDS],
    ['forward', HOUR_SECONDS],
  ])(
    'metadata that could not be fetched is requested again as soon when the clock was set %s an hour',
    async (_way, seconds) => {
      clock.stepSeconds(seconds);
      await expect(ask()).rejects.toThrow();
      clock.advanceSeconds(3);
      expect(await ask()).toBe(200);
    },
  );
});

describe('the time limit of a request that calls a provider', () => {
  const TOKENS = { method: 'POST', body: new URLSearchParams({ code: 'c' }) };
  let provider: Server;
  let home: string;
  let isAsked: Promise<void>;
  let wasLeft: Promise<void>;

  beforeEach(async () => {
    provider = createServer();
    isAsked = new Promise((resolve) => {
      wasLeft = new Promise((left) => {
        provider.on('request', (request) => {
          request.socket.on('close', () => left());
          resolve();
        });
      });
    });
    await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
    home = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  });
  afterEach(() => new Promise((resolve) => provider.close(resolve)));

  it('a call that is made within the time limit of a request ends with it', async () => {
    const call = new ProviderCalls(new FakeClock(), new Traces()).fetchOf(home);
    const limit = new AbortController();
    const answer = call(`${home}/token`, { ...TOKENS, deadline: limit.signal });
    await isAsked;
    limit.abort();
    await expect(answer).rejects.toMatchObject({ failure: 'timeout' });
    await wasLeft;
  });
});
