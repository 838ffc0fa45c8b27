import { BadGatewayException, ForbiddenException, NotFoundException } from '@nestjs/common';
import { AppError, CODES } from '#libs/kernel';
import { problemHeaders, toProblem } from './problem.js';
import { toAppError } from './to-app-error.js';

const fastifyError = (statusCode: number, code: string) =>
  Object.assign(new Error(`${code}: at /srv/node_modules`), {
    statusCode,
    code,
    name: 'FastifyError',
  });

describe('what was thrown, as a refusal', () => {
  it.each([
    [new AppError('LAST_ADMIN'), 'LAST_ADMIN'],
    [fastifyError(413, 'FST_ERR_CTP_BODY_TOO_LARGE'), 'BODY_TOO_LARGE'],
    [fastifyError(415, 'FST_ERR_CTP_INVALID_MEDIA_TYPE'), 'UNSUPPORTED_MEDIA_TYPE'],
    [fastifyError(400, 'FST_ERR_BAD_URL'), 'MALFORMED_REQUEST'],
    [fastifyError(414, 'FST_ERR_MAX_PARAM_LENGTH'), 'URI_TOO_LONG'],
    [new NotFoundException('Cannot GET /x'), 'ROUTE_NOT_FOUND'],
    [new ForbiddenException(), 'PERMISSION_DENIED'],
    [new BadGatewayException(), 'INTERNAL_ERROR'],
    [new TypeError('x is undefined'), 'INTERNAL_ERROR'],
    ['a text', 'INTERNAL_ERROR'],
    [null, 'INTERNAL_ERROR'],
    [undefined, 'INTERNAL_ERROR'],
    [Object.assign(new Error('terminating connection'), { code: '57P01' }), 'DATABASE_UNAVAILABLE'],
    [Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'DATABASE_UNAVAILABLE'],
  ])('the thrown error %s becomes %s, and its message is not sent', (thrown, code) => {
    const error = toAppError(thrown);
    expect(error.code).toBe(code);
    const words = JSON.stringify(toProblem(error, 'id'));
    expect(words).not.toMatch(/node_modules|undefined|ECONNREFUSED|terminating|Cannot GET/);
  });

  it('a problem document has headers that say how to authenticate and when to retry', () => {
    const of = (...args: ConstructorParameters<typeof AppError>) =>
      problemHeaders(new AppError(...args));
    expect(of('INVALID_CREDENTIALS')['www-authenticate']).toBe('Bearer realm="gatehouse"');
    expect(of('SESSION_ENDED')['www-authenticate']).toContain('error="invalid_token"');
    expect(of('PERMISSION_DENIED')).not.toHaveProperty('www-authenticate');
    expect(of('DATABASE_UNAVAILABLE')['retry-after']).toBe('5');
    expect(of('RATE_LIMITED', { retryAfterSeconds: 0.2 })['retry-after']).toBe('1');
    expect(
      of('UNAUTHENTICATED', { headers: { 'WWW-Authenticate': 'DPoP' } })['www-authenticate'],
    ).toBe('DPoP');
  });

  it('a parameter cannot replace a standard member of a problem document', () => {
    const error = new AppError('NOT_FOUND', { params: { status: 200, success: true, extra: 1 } });
    expect(toProblem(error, 'id')).toMatchObject({
      status: CODES.NOT_FOUND.status,
      success: false,
      extra: 1,
    });
  });
});
