import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { responsesWith } from './api-response.js';

const FIXED = { 'x-frame-options': 'DENY', 'cache-control': 'no-store' };

async function answerOf(listener: RequestListener): Promise<Headers> {
  const server = createServer({ ServerResponse: responsesWith(FIXED) }, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const { headers } = await fetch(`http://127.0.0.1:${port}/`);
  await new Promise((resolve) => server.close(resolve));
  return headers;
}

describe('responses with fixed headers', () => {
  it('a response has the fixed headers beside its own', async () => {
    const headers = await answerOf((_request, response) => {
      response.writeHead(200, { 'x-request-id': 'one', 'set-cookie': ['a=1', 'b=2'] }).end();
    });
    expect(Object.fromEntries(headers)).toMatchObject({ ...FIXED, 'x-request-id': 'one' });
    expect(headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  it.each<[string, RequestListener]>([
    ['given with its head', (_, response) => response.writeHead(200, { 'cache-control': 'public' }).end()], // prettier-ignore
    ['set before its head', (_, response) => response.setHeader('Cache-Control', 'public').end()],
  ])('a header that is %s replaces the fixed one alone', async (_how, listener) => {
    const headers = await answerOf(listener);
    expect(headers.get('cache-control')).toBe('public');
    expect(headers.get('x-frame-options')).toBe('DENY');
  });

  it('a response with a reason phrase has the fixed headers', async () => {
    const headers = await answerOf((_request, response) => {
      response.writeHead(200, 'Fine', { 'x-request-id': 'one' }).end();
    });
    expect(Object.fromEntries(headers)).toMatchObject({ ...FIXED, 'x-request-id': 'one' });
  });
});
