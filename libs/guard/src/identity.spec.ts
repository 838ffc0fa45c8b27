import type { ExecutionContext } from '@nestjs/common';
import { identityOf, keepIdentity, type Identity } from './identity.js';

const contextOf = (request: object, kind = 'http'): ExecutionContext =>
  ({
    getType: () => kind,
    getArgs: () => [request],
    getArgByIndex: (index: number) => [request][index],
  }) as unknown as ExecutionContext;

const ofUser = (id: string) => ({ user: { id } }) as Identity;
const LOCALS_THAT_CANNOT_KEEP: [string, unknown][] = [
  ['frozen', Object.freeze({})],
  ['null', null],
  ['a text', 'a text'],
];

describe('the identity of a request', () => {
  it('the identity of a request is kept in the locals of Express, and no property is added to the request', () => {
    const request = { res: { locals: {} } };
    const before = Reflect.ownKeys(request);
    keepIdentity(contextOf(request), ofUser('u1'));
    expect(identityOf(contextOf(request))).toEqual(ofUser('u1'));
    expect(Reflect.ownKeys(request)).toEqual(before);
    expect(JSON.stringify(request)).toBe('{"res":{"locals":{}}}');
  });

  it('a request without locals keeps its identity itself', () => {
    const request = {};
    keepIdentity(contextOf(request), ofUser('u1'));
    expect(identityOf(contextOf(request))).toEqual(ofUser('u1'));
  });

  it('locals that requests share give no request the identity of another one', () => {
    const locals = {};
    const [first, second] = [{ res: { locals } }, { res: { locals } }];
    keepIdentity(contextOf(first), ofUser('u1'));
    expect(identityOf(contextOf(second))).toBeUndefined();
    keepIdentity(contextOf(second), ofUser('u2'));
    expect(identityOf(contextOf(second))).toEqual(ofUser('u2'));
    expect(identityOf(contextOf(first))).toBeUndefined();
  });

  it('locals that were copied keep the identity', () => {
    const request = { res: { locals: {} } };
    keepIdentity(contextOf(request), ofUser('u1'));
    request.res.locals = { ...request.res.locals, title: 'Orders' };
    expect(identityOf(contextOf(request))).toEqual(ofUser('u1'));
  });

  it('locals that are frozen later keep the identity', () => {
    const request = { res: { locals: {} } };
    keepIdentity(contextOf(request), ofUser('u1'));
    Object.freeze(request.res.locals);
    expect(identityOf(contextOf(request))).toEqual(ofUser('u1'));
  });

  it.each(LOCALS_THAT_CANNOT_KEEP)(
    'a request keeps its identity itself if its locals are %s',
    (_kind, locals) => {
      const request = { res: { locals } };
      keepIdentity(contextOf(request), ofUser('u1'));
      expect(identityOf(contextOf(request))).toEqual(ofUser('u1'));
    },
  );

  it('the payload of a message is not searched for locals', () => {
    const message = { res: { locals: {} } };
    keepIdentity(contextOf(message, 'rpc'), ofUser('u1'));
    expect(identityOf(contextOf(message, 'rpc'))).toEqual(ofUser('u1'));
    expect(Reflect.ownKeys(message.res.locals)).toEqual([]);
  });
});
