import type { IncomingMessage } from 'node:http';
import { ACCESS_RULE, RATE_CLASS, type ClientInfo } from '#libs/access';
import type { TokenValidator } from './token-validator.service.js';
import { ValidationController } from './validation.controller.js';
import { ValidationFastPath } from './validation-fast-path.js';

const client: ClientInfo = { ip: '192.0.2.7', userAgent: null, requestId: 'one' };
const validation = { tokenId: 'token-1', serviceId: 'service-1', body: '{"success":true}' };

function aFastPath(limit: readonly string[] | null = []) {
  const recall = jest.fn(() => Promise.resolve(validation));
  const countUse = jest.fn();
  const fastPath = new ValidationFastPath({ recall, countUse } as unknown as TokenValidator, {
    takeValidation: () => limit,
  });
  const answer = (headers: Record<string, string>) =>
    fastPath.answer({ headers } as unknown as IncomingMessage, client);
  return { answer, recall, countUse };
}

const bearer = { authorization: 'Bearer a-token' };

describe('the fast path of validations', () => {
  it('the fast path answers what the validator wrote of the token, with the headers of its limit, and counts the use', async () => {
    const { answer, recall, countUse } = aFastPath(['ratelimit-limit', '30']);
    expect(await answer(bearer)).toEqual({
      body: validation.body,
      headers: ['ratelimit-limit', '30'],
      serviceId: 'service-1',
    });
    expect(recall).toHaveBeenCalledWith('a-token', '192.0.2.7');
    expect(countUse.mock.calls).toEqual([['token-1']]);
  });

  it('the fast path leaves a validation to the handler when the limit of its token is used up, and counts no use', async () => {
    const { answer, countUse } = aFastPath(null);
    expect(await answer(bearer)).toBeNull();
    expect(countUse).not.toHaveBeenCalled();
  });

  it.each([
    ['no Authorization header', {}],
    ['another scheme than Bearer', { authorization: 'Basic YTpi' }],
    ['a service that asks about its caller', { ...bearer, 'gatehouse-asker': 'another-token' }],
    ['a service that compares networks itself', { ...bearer, 'gatehouse-networks': 'told' }],
  ])(
    'the fast path leaves a validation to the handler with %s, and looks nothing up',
    (_what, headers) => {
      const { answer, recall } = aFastPath();
      expect(answer(headers)).toBeNull();
      expect(recall).not.toHaveBeenCalled();
    },
  );

  it('the handler of validations declares what the fast path does: any application token, the rate limit class of validations', () => {
    const handler = ValidationController.prototype.validate;
    const access = { kind: 'app-token', scopes: [], tellsNetworks: true };
    expect(Reflect.getMetadata(ACCESS_RULE, handler)).toEqual(access);
    expect(Reflect.getMetadata(RATE_CLASS, handler)).toBe('validate');
  });
});
