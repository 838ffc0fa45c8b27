import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '#libs/testing';
import { followFeed } from '../contract/guard-feed-client.js';
import { RawClient } from '../support/raw-client.js';
import { Fixture } from './support/fixture.js';

const PER_TOKEN = 3;
const MOST = 4;

describe('the streams of the feed', () => {
  let fixture: Fixture;
  let tokens: readonly string[];
  const open: { close(): void }[] = [];

  beforeAll(async () => {
    fixture = await Fixture.open({
      env: { FEED_STREAMS_PER_TOKEN: String(PER_TOKEN), FEED_STREAMS_MAX: String(MOST) },
    });
    const service = await fixture.service('orders');
    const made = [await fixture.appToken(service), await fixture.appToken(service)];
    tokens = made.map(({ token }) => token);
  }, 90_000);
  afterAll(async () => {
    for (const stream of open) stream.close();
    await fixture?.close();
  });

  const follow = async (which: number) => {
    const followed = await followFeed(fixture.app.url, tokens[which] ?? '');
    open.push(followed);
    await followed.until('ready');
    return followed;
  };
  const refused = async (which: number) => {
    const { status, body, headers } = await fixture.app.get('/api/guard/feed', {
      token: tokens[which] ?? '',
    });
    return [status, body['code'], Number(headers['retry-after'])];
  };
  const metric = async (line: RegExp) => Number(line.exec((await fixture.app.get('/metrics')).text)?.[1]); // prettier-ignore

  it('Feed streams are bounded for a token and for the instance, and one token does not exclude another', async () => {
    const of0 = [await follow(0), await follow(0), await follow(0)];
    expect(await refused(0)).toEqual([429, 'TOO_MANY_STREAMS', 30]);
    await follow(1);
    // All places are in use: the token with most streams loses its newest.
    await follow(1);
    await of0[2]?.ended();
    expect(await refused(1)).toEqual([429, 'TOO_MANY_STREAMS', 30]);
    expect(await metric(/^gatehouse_feed_streams (\d+)$/m)).toBe(MOST);
    const caps = /^gatehouse_feed_streams_refused_total\{cap="token"\} (\d+)$/m;
    expect(await metric(caps)).toBe(1);
    of0[0]?.close();
    await eventually(async () => {
      expect(await metric(/^gatehouse_feed_streams (\d+)$/m)).toBe(MOST - 1);
    });
    await follow(0);
  });

  it('Feed streams are not held by clients that left before their stream began', async () => {
    const streams = () => metric(/^gatehouse_feed_streams (\d+)$/m);
    for (const stream of open.splice(0)) stream.close();
    await eventually(async () => expect(await streams()).toBe(0));
    const port = Number(new URL(fixture.app.url).port);
    const ask = `GET /api/guard/feed HTTP/1.1\r\nHost: gatehouse\r\nAuthorization: Bearer ${tokens[0]}\r\n\r\n`;
    for (let turn = 0; turn < 4 * PER_TOKEN; turn += 1) {
      const client = await RawClient.connect(port);
      await client.send(ask);
      await pause(turn / 2);
      client.leave(turn % 2 === 0 ? 'reset' : 'close');
    }
    // The last request has been answered by now.
    await follow(1);
    await eventually(async () => expect(await streams()).toBe(1));
    for (let place = 0; place < PER_TOKEN; place += 1) await follow(0);
  });
});
