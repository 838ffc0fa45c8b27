import type { ExecutionContext } from '@nestjs/common';
import { addressOf, storeOf, tokenOf } from './carriers.js';

const context = (kind: string, ...args: unknown[]): ExecutionContext =>
  ({
    getType: () => kind,
    getArgs: () => args,
    getArgByIndex: (index: number) => args[index],
  }) as unknown as ExecutionContext;

const BEARER = 'Bearer the.access.token';

/** Like the metadata of gRPC and the headers of NATS. */
const read = (entries: Record<string, unknown>) => ({ get: (name: string) => entries[name] });

describe('the token of a message', () => {
  it.each<[string, unknown[]]>([
    ['gRPC metadata', [{}, read({ authorization: [BEARER] })]],
    ['NATS headers', [{}, { getHeaders: () => read({ authorization: BEARER }) }]],
    ['Kafka headers, which are bytes', [{}, kafka({ authorization: Buffer.from(BEARER) })]],
    ['Kafka headers, which may be text', [{}, kafka({ authorization: BEARER })]],
    ['the properties of an AMQP message', [{}, amqp({ authorization: BEARER })]],
    ['the payload, where a transport has no headers', [{ authorization: BEARER }, {}]],
    ['the payload, without any context', [{ authorization: BEARER }]],
  ])('the token of a message is found in %s', (_place, args) => {
    expect(tokenOf(context('rpc', ...args))).toBe('the.access.token');
  });

  it.each<[string, unknown[]]>([
    ['no metadata', [{}, read({})]],
    ['empty metadata', [{}, read({ authorization: [] })]],
    ['NATS without headers', [{}, { getHeaders: () => undefined }]],
    ['Kafka without headers', [{}, kafka(undefined)]],
    ['another scheme', [{}, read({ authorization: ['Basic x'] })]],
    ['an inherited member', [Object.create({ authorization: BEARER }), {}]],
    ['a number', [{ authorization: 7 }, {}]],
    ['no data at all', [undefined, undefined]],
  ])('no token of a message is found with %s', (_place, args) => {
    expect(tokenOf(context('rpc', ...args))).toBeUndefined();
  });

  it('a token in the transport takes precedence over one in the payload', () => {
    const args = [{ authorization: 'Bearer of.the.payload' }, read({ authorization: [BEARER] })];
    expect(tokenOf(context('rpc', ...args))).toBe('the.access.token');
  });

  it('a message has no caller address', () => {
    expect(addressOf(context('rpc', {}, read({})))).toBeUndefined();
  });

  it('the identity of a message is stored on its context, or on its data without one', () => {
    const [data, call] = [{}, read({})];
    expect(storeOf(context('rpc', data, call))).toBe(call);
    expect(storeOf(context('rpc', data))).toBe(data);
  });
});

describe('the address of a caller', () => {
  it('the address of a caller is the one from the framework, otherwise the peer', () => {
    const socket = { remoteAddress: '10.0.0.2' };
    expect(addressOf(context('http', { ip: '10.0.0.1', socket }))).toBe('10.0.0.1');
    expect(addressOf(context('http', { socket }))).toBe('10.0.0.2');
    expect(addressOf(context('graphql', {}, {}, { req: { socket } }))).toBe('10.0.0.2');
    expect(addressOf(context('ws', { handshake: { address: '10.0.0.3' } }, {}))).toBe('10.0.0.3');
    expect(addressOf(context('ws', {}, {}))).toBeUndefined();
  });
});

function kafka(headers: Record<string, unknown> | undefined) {
  return { getMessage: () => ({ headers }) };
}

function amqp(headers: Record<string, unknown>) {
  return { getMessage: () => ({ properties: { headers } }) };
}
