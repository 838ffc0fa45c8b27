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
/** As TypeORM wraps what the driver throws. */
const wrapped = (driverError: Error): Error =>
  Object.assign(new Error('query failed'), { driverError, code: undefined });

describe('the settings of the database', () => {
  it('reads the original’s name for its address', () => {
    const { url } = load({ DATABASE_URI: 'postgresql://u:p@db:5432/auth_db' }).get(databaseConfig);
    expect(url).toBe('postgresql://u:p@db:5432/auth_db');
  });

  it('refuses a password that everybody knows on another host, in production alone', () => {
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

  it('never shows the password', () => {
    const attempt = (): unknown =>
      load({ NODE_ENV: 'production', DATABASE_URL: 'postgres://hugo:changeme@db/x' });
    expect(attempt).toThrow(
      expect.objectContaining({ message: expect.not.stringMatching(/changeme/) }),
    );
  });

  it('takes SECRET_KEY as it is given', () => {
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
  ])('is a 503 with a time to come back when it is unavailable: $message', (error) => {
    for (const each of [error, wrapped(error)]) {
      const translated = translateDatabaseError(each);
      expect(translated).toMatchObject({ code: 'DATABASE_UNAVAILABLE', retryAfterSeconds: 5 });
      expect((translated as AppError).entry.status).toBe(503);
    }
  });

  it.each(['40001', '40P01', '55P03', '57014'])('asks to try again after %s', (state) => {
    const translated = translateDatabaseError(wrapped(failure(state)));
    expect(translated).toMatchObject({ code: 'SERVICE_UNAVAILABLE', retryAfterSeconds: 1 });
  });

  it('is a 503 when the role of the server lacks a right, and names none of it', () => {
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

  it('stays a fault of ours when a trigger forbids it', () => {
    const error = wrapped(failure('42501', { routine: 'exec_stmt_raise' }));
    expect(translateDatabaseError(error)).toBe(error);
  });

  it('speaks of the constraint in the catalogue’s words and keeps its name for us', () => {
    const error = wrapped(failure('23505', { constraint: 'services_name_canonical_key' }));
    const translated = translateDatabaseError(error);
    expect(translated).toMatchObject({ code: 'SERVICE_NAME_TAKEN', cause: error });
    expect(violatedConstraint(translated)).toBe('services_name_canonical_key');
  });

  it('stays what it is when it is a fault of ours, or has been translated', () => {
    const fault = wrapped(failure('42601'));
    expect(translateDatabaseError(fault)).toBe(fault);
    const unknown = wrapped(failure('23505', { constraint: 'nobody_knows_key' }));
    expect(translateDatabaseError(unknown)).toBe(unknown);
    const refusal = new AppError('NOT_FOUND');
    expect(translateDatabaseError(refusal)).toBe(refusal);
    expect(isUnavailable('a word')).toBe(false);
  });

  it('may come after the statement was done when its answer was lost, and only then', () => {
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

  it('has time limits on the session, unless a pooler hands sessions on', () => {
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

  it('keeps connections for the checks of every request, and never more than half', () => {
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

  it('gives checks less time than anything else', () => {
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

  it('never lets TypeORM touch the schema', () => {
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
  it('says where it is not, and never the password', async () => {
    const url = 'postgres://hugo:s3cret@127.0.0.1:1/auth';
    const waiting = awaitDatabase(url, { waitMs: 0 });
    await expect(waiting).rejects.toThrow(
      'The database auth at 127.0.0.1:1 cannot be used: nothing answers there.',
    );
    await expect(waiting).rejects.not.toThrow(/s3cret/);
  });

  it('tries again and tells so meanwhile', async () => {
    const notices: string[] = [];
    const onNotice = (text: string): void => void notices.push(text);
    const waiting = awaitDatabase('postgres://127.0.0.1:1/auth', { waitMs: 600, onNotice });
    await expect(waiting).rejects.toThrow(/nothing answers/);
    expect(notices).toEqual([
      'Waiting for the database auth at 127.0.0.1:1: nothing answers there.',
    ]);
  });
});
