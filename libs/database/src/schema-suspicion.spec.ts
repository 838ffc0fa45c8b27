import { AppError } from '#libs/kernel';
import { SchemaSuspicion } from './schema-suspicion.js';

const failure = (code: string) =>
  Object.assign(new Error('failed'), { driverError: Object.assign(new Error('x'), { code }) });

describe('a statement that failed', () => {
  const suspicionOf = (isUnfit: () => Promise<boolean>) => {
    const suspicion = new SchemaSuspicion();
    suspicion.askWith(isUnfit);
    return suspicion;
  };

  it.each(['42P01', '42703', '42883', '42704', '42P10', '0A000'])(
    'a failed statement with %s is a 503 if the schema does not fit, and an internal error otherwise',
    async (code) => {
      const thrown = failure(code);
      expect(await suspicionOf(() => Promise.resolve(true)).explain(thrown)).toMatchObject({
        code: 'SERVICE_UNAVAILABLE',
        retryAfterSeconds: 5,
        cause: thrown,
      });
      expect(await suspicionOf(() => Promise.resolve(false)).explain(thrown)).toBe(thrown);
      expect(await suspicionOf(() => Promise.reject(new Error('away'))).explain(thrown)).toBe(
        thrown,
      );
    },
  );

  it.each([
    failure('42501'),
    failure('23505'),
    new AppError('LAST_ADMIN'),
    new TypeError('x'),
    null,
  ])('another error does not check the schema: %s', (thrown) => {
    const never = () => Promise.reject(new Error('Nobody may be asked'));
    expect(suspicionOf(never).explain(thrown)).toBeNull();
  });

  it('a failed statement is an internal error without a schema check', () => {
    expect(new SchemaSuspicion().explain(failure('42P01'))).toBeNull();
  });
});
