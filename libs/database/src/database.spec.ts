import { ConfigError, coreConfig, loadConfig, type Environment } from '#libs/config';
import { AppError } from '#libs/kernel';
import {
  awaitDatabase,
  checkDataSourceOptions,
  databaseConfig,
  dataSourceOptions,
  isAnswerLost,
  isUnavailable,
  resolveSecretKey,
  translateDatabaseError,
  violatedConstraint,
} from './index.js';

const SECRET_KEY = 'u0Zr3kq8Yv5sXn2wBt7cFj1mLp4dHg6e';
const load = (environment: Environment) =>
  loadConfig({ SECRET_KEY, ...environment }, [coreConfig, databaseConfig]);
const failure = (code: string, more: object = {}): Error =>
  Object.assign(new Error(`driver says ${code}`), { code, ...more });
/** As TypeORM wraps driver errors. */
const wrapped = (driverError: Error): Error =>
  Object.assign(new Error('query failed'), { driverError, code: undefined });

describe('the settings of the database', () => {
  it('DATABASE_URI of the original service is accepted', () => {
    const { url } = load({ DATABASE_URI: 'postgresql://u:p@db:5432/auth_db' }).get(databaseConfig);
    expect(url).toBe('postgresql://u:p@db:5432/auth_db');
  });

  it('a well-known password on another host is refused in production only', () => {
    const url = 'postgres://postgres:postgres@db/auth';
    const production = { NODE_ENV: 'production' };
    expect(() => load({ ...production, DATABASE_URL: url })).toThrow(
      /DATABASE_URL: has a password/,
    );
    expect(() => load({ ...production, DATABASE_URL: 'postgres://a:A@db/x' })).toThrow(ConfigError);
    expect(() => load({ DATABASE_URL: url })).not.toThrow();
    const here = 'postgres://postgres:postgres@127.0.0.1/auth';
    expect(() => load({ ...production, DATABASE_URL: here })).not.toThrow();
  });

  it('the refusal of a database password does not contain it', () => {
    const attempt = (): unknown =>
      load({ NODE_ENV: 'production', DATABASE_URL: 'postgres://hugo:changeme@db/x' });
    expect(attempt).toThrow(
      expect.objectContaining({ message: expect.not.stringMatching(/changeme/) }),
    );
  });

  it('a given SECRET_KEY is used unchanged', () => {
    expect(resolveSecretKey(load({ DATABASE_URL: 'postgres://u:p@db/x' }))).toBe(SECRET_KEY);
  });
});

describe('a failure of the database', () => {
  it.each([
    failure('ECONNREFUSED'),
    failure('53300'),
    failure('57P01'),
    failure('25006'),
    new Error('timeout exceeded when trying to connect'),
    new Error('Connection terminated unexpectedly'),
    new Error('Query read timeout'),
  ])('an unavailable database gives a 503 with a time to retry: $message', (error) => {
    for (const each of [error, wrapped(error)]) {
      const translated = translateDatabaseError(each);
      expect(translated).toMatchObject({ code: 'DATABASE_UNAVAILABLE', retryAfterSeconds: 5 });
      expect((translated as AppError).entry.status).toBe(503);
    }
  });

  it.each(['40001', '40P01', '55P03', '57014'])(
    'SQLSTATE %s gives a 503 with a short time to retry',
    (state) => {
      const translated = translateDatabaseError(wrapped(failure(state)));
      expect(translated).toMatchObject({ code: 'SERVICE_UNAVAILABLE', retryAfterSeconds: 1 });
    },
  );

  it('a missing privilege of the server’s role gives a 503 without details', () => {
    const translated = translateDatabaseError(
      wrapped(
        failure('42501', {
          message: 'permission denied for table roles',
          routine: 'aclcheck_error',
        }),
      ),
    );
    expect(translated).toMatchObject({ code: 'SERVICE_UNAVAILABLE', retryAfterSeconds: 5 });
    expect((translated as AppError).message).not.toMatch(/roles/);
  });

  it('a refusal by a trigger stays an internal error', () => {
    const error = wrapped(failure('42501', { routine: 'exec_stmt_raise' }));
    expect(translateDatabaseError(error)).toBe(error);
  });

  it('a violated constraint gives its code, and its name stays in the cause', () => {
    const error = wrapped(failure('23505', { constraint: 'services_name_canonical_key' }));
    const translated = translateDatabaseError(error);
    expect(translated).toMatchObject({ code: 'SERVICE_NAME_TAKEN', cause: error });
    expect(violatedConstraint(translated)).toBe('services_name_canonical_key');
  });

  it('internal and translated errors are unchanged', () => {
    const fault = wrapped(failure('42601'));
    expect(translateDatabaseError(fault)).toBe(fault);
    const unknown = wrapped(failure('23505', { constraint: 'nobody_knows_key' }));
    expect(translateDatabaseError(unknown)).toBe(unknown);
    const refusal = new AppError('NOT_FOUND');
    expect(translateDatabaseError(refusal)).toBe(refusal);
    expect(isUnavailable('a word')).toBe(false);
  });

  it('a statement may have been executed only if its answer was lost', () => {
    const lost = [
      failure('ECONNRESET'),
      new Error('Connection terminated unexpectedly'),
      new Error('Query read timeout'),
    ];
    const undone = [
      failure('55P03'),
      failure('57P01'),
      failure('ECONNREFUSED'),
      new Error('timeout exceeded when trying to connect'),
      new Error('Connection terminated due to connection timeout'),
    ];
    expect(lost.map(isAnswerLost)).toEqual(lost.map(() => true));
    expect(undone.map(isAnswerLost)).toEqual(undone.map(() => false));
    expect(isAnswerLost(translateDatabaseError(wrapped(failure('ECONNRESET'))))).toBe(true);
  });
});

describe('the pool’s settings', () => {
  const config = {
    poolMax: 7,
    poolReserved: 4,
    statementTimeoutMs: 1000,
    lockTimeoutMs: 2000,
    acquireTimeoutMs: 500,
  };
  const extraOf = (pooler: 'none' | 'transaction'): Record<string, unknown> =>
    dataSourceOptions({ url: 'postgres://h/d', entities: [], config: { ...config, pooler } })
      .extra as Record<string, unknown>;

  it('time limits are set on the session, or per transaction behind a pooler', () => {
    expect(extraOf('none')).toMatchObject({
      statement_timeout: 1000,
      lock_timeout: 200,
      idle_in_transaction_session_timeout: 1000,
      query_timeout: 3000,
    });
    expect(extraOf('transaction')).not.toHaveProperty('statement_timeout');
    expect(extraOf('transaction')).toHaveProperty(
      'transactionPreamble',
      'SET LOCAL statement_timeout = 1000; SET LOCAL lock_timeout = 200; SET LOCAL idle_in_transaction_session_timeout = 1000',
    );
  });

  it('connections are reserved for checks, at most half of the pool', () => {
    const sizeOf = (poolMax: number) => {
      const input = {
        url: 'postgres://h/d',
        config: { ...config, poolMax, pooler: 'none' },
      } as const;
      const { poolSize } = dataSourceOptions({ ...input, entities: [] }) as { poolSize: number };
      const { poolSize: checks } = checkDataSourceOptions(input) as { poolSize: number };
      return [poolSize, checks];
    };
    expect([10, 7, 3, 1].map(sizeOf)).toEqual([
      [6, 4],
      [4, 3],
      [2, 1],
      [1, 0],
    ]);
  });

  it('checks have shorter time limits than other statements', () => {
    const { extra } = checkDataSourceOptions({
      url: 'postgres://h/d',
      config: { ...config, statementTimeoutMs: 10_000, acquireTimeoutMs: 5_000, pooler: 'none' },
    });
    expect(extra).toMatchObject({
      statement_timeout: 3000,
      lock_timeout: 1000,
      query_timeout: 4500,
    });
  });

  it('TypeORM never changes the schema', () => {
    const options = dataSourceOptions({
      url: 'postgres://h/d',
      entities: [],
      config: { ...config, pooler: 'none' },
    });
    expect(options).toMatchObject({
      synchronize: false,
      migrationsRun: false,
      installExtensions: false,
      uuidExtension: 'pgcrypto',
    });
  });
});

describe('waiting for the database', () => {
  it('an unreachable database is named without its password', async () => {
    const url = 'postgres://hugo:s3cret@127.0.0.1:1/auth';
    const waiting = awaitDatabase(url, { waitMs: 0 });
    await expect(waiting).rejects.toThrow(
      'The database auth at 127.0.0.1:1 cannot be used: nothing answers there.',
    );
    await expect(waiting).rejects.not.toThrow(/s3cret/);
  });

  it('an unreachable database is retried with a notice', async () => {
    const notices: string[] = [];
    const onNotice = (text: string): void => void notices.push(text);
    const waiting = awaitDatabase('postgres://127.0.0.1:1/auth', { waitMs: 600, onNotice });
    await expect(waiting).rejects.toThrow(/nothing answers/);
    expect(notices).toEqual([
      'Waiting for the database auth at 127.0.0.1:1: nothing answers there.',
    ]);
  });
});
