import { genSaltSync, hashSync } from 'bcrypt';
import { coreConfig, loadConfig } from '#libs/config';
import { HashPool } from './hash-pool.js';
import { startHashWorker, type BcryptWork } from './hash-worker.js';
import { passwordsConfig } from './passwords.config.js';
import { Passwords } from './passwords.service.js';

const pool = new HashPool({ workers: 1, places: 256, deadlineMs: 10_000, start: startHashWorker });
const passwordsOfCost = (cost: number, hashPool = pool): Passwords => {
  const environment = {
    NODE_ENV: 'test',
    SECRET_KEY: 'k'.repeat(40),
    BCRYPT_COST: String(cost),
  };
  const config = loadConfig(environment, [coreConfig, passwordsConfig]);
  return new Passwords(hashPool, config.get(passwordsConfig), config.get(coreConfig));
};
const passwords = passwordsOfCost(5);

const workOf = (salt: string | number) =>
  2 ** (typeof salt === 'number' ? salt : Number(salt.slice(4, 6)));

/** Iterations of bcrypt's loop that a verification costs. */
async function measure(act: (service: Passwords) => Promise<unknown>, cost = 6) {
  let total = 0;
  const counting = new HashPool({ workers: 1, places: 256, deadlineMs: 1, start: startHashWorker });
  jest.spyOn(counting, 'run').mockImplementation((work: readonly BcryptWork[]) => {
    total += work.reduce((sum, { salt }) => sum + workOf(salt), 0);
    return pool.run(work);
  });
  await act(passwordsOfCost(cost, counting));
  return total;
}

afterAll(() => pool.close());

describe('passwords', () => {
  it('a password matches its own hash and no other', async () => {
    const hash = await passwords.hash('correct horse battery');
    expect(hash).toMatch(/^\$gh1\$2b\$05\$.{53}$/);
    expect(await passwords.verify('correct horse battery', hash)).toEqual({
      matches: true,
      needsRehash: false,
    });
    expect(await passwords.verify('correct horse batterz', hash)).toEqual({
      matches: false,
      needsRehash: false,
    });
    expect(await passwords.hash('correct horse battery')).not.toBe(hash);
  });

  it('a password is not truncated at 72 bytes', async () => {
    const hash = await passwords.hash('x'.repeat(127) + 'a');
    expect((await passwords.verify('x'.repeat(127) + 'b', hash)).matches).toBe(false);
    expect((await passwords.verify('x'.repeat(127) + 'a', hash)).matches).toBe(true);
  });

  it('a password matches in any composition of its characters', async () => {
    const hash = await passwords.hash('Zoe\u0308 im Cafe\u0301');
    expect((await passwords.verify('Zo\u00eb im Caf\u00e9', hash)).matches).toBe(true);
  });

  it('a password does not match a missing account, or a text that is not a hash', async () => {
    for (const hash of [null, '', 'x', '$2b$31$' + 'a'.repeat(53), '$2x$05$' + 'a'.repeat(53)]) {
      expect(await passwords.verify('anything at all', hash)).toEqual({
        matches: false,
        needsRehash: false,
      });
    }
  });

  it.each(['$2a$', '$2b$', '$2y$'])(
    'a password matches an imported %s hash, which needs a rehash',
    async (kind) => {
      const hash = kind + hashSync('imported secret', 5).slice(4);
      expect(await passwords.verify('imported secret', hash)).toEqual({
        matches: true,
        needsRehash: true,
      });
      expect((await passwords.verify('imported secreT', hash)).matches).toBe(false);
    },
  );

  it('a password matches an imported hash as its former system did: by its first 72 bytes, as typed or in NFC', async () => {
    const long = 'y'.repeat(72);
    const cut = hashSync(long + 'tail', 4);
    expect((await passwords.verify(long + 'other', cut)).matches).toBe(true);
    const decomposed = hashSync('cafe\u0301 noir', 4);
    expect((await passwords.verify('cafe\u0301 noir', decomposed)).matches).toBe(true);
    const composed = hashSync('caf\u00e9 noir', 4);
    expect((await passwords.verify('cafe\u0301 noir', composed)).matches).toBe(true);
  });

  it('a long password matches an imported 2a hash made without the wrap at 255 bytes', async () => {
    const hash = hashSync('z'.repeat(72), genSaltSync(4, 'a'));
    expect((await passwords.verify('z'.repeat(300), hash)).matches).toBe(true);
  });

  it('a hash of a lower cost needs a rehash, one of a higher cost does not', async () => {
    const lower = await passwordsOfCost(4).hash('correct horse battery');
    expect(await passwords.verify('correct horse battery', lower)).toEqual({
      matches: true,
      needsRehash: true,
    });
    const higher = await passwordsOfCost(6).hash('correct horse battery');
    expect(await passwords.verify('correct horse battery', higher)).toEqual({
      matches: true,
      needsRehash: false,
    });
  });

  it('a comparison costs the same work without an account, and with an old, an imported and a new hash', async () => {
    const stored = [
      null,
      'not a hash',
      await passwordsOfCost(4).hash('right password'),
      await passwordsOfCost(6).hash('right password'),
      hashSync('right password', 4),
      hashSync('right password', 5),
    ];
    for (const hash of stored) {
      expect(await measure((service) => service.verify('wrong password', hash))).toBe(64);
      expect(await measure((service) => service.verify('right password', hash))).toBe(64);
      expect(await measure((service) => service.verify('wrong cafe\u0301', hash))).toBe(128);
    }
  });

  it('a comparison costs as much as the highest cost seen, when the cost was lowered', async () => {
    const dear = await passwordsOfCost(6).hash('right password');
    const work = await measure(async (service) => {
      await service.verify('wrong password', dear);
      await service.verify('wrong password', null);
    }, 4);
    expect(work).toBe(128);
  });

  it('a text that cannot be a password costs no computation', async () => {
    const hash = await passwords.hash('right password');
    for (const password of ['x'.repeat(2 ** 20), 'right\u0000password', 'right \ud800']) {
      expect(await measure((service) => service.verify(password, hash))).toBe(0);
      expect((await passwords.verify(password, hash)).matches).toBe(false);
    }
  });

  it('an unacceptable password is refused with an error for each problem', () => {
    expect(() =>
      passwords.assertAcceptable('1234567', { email: 'a@b.cd' }, 'new_password'),
    ).toThrow(
      expect.objectContaining({
        code: 'PASSWORD_UNACCEPTABLE',
        detail: 'The password needs at least 8 characters.',
        errors: [
          {
            field: 'new_password',
            code: 'TOO_SHORT',
            message: 'The password needs at least 8 characters.',
          },
        ],
      }),
    );
    passwords.assertAcceptable('correct horse battery', { email: 'a@b.cd' }, 'password');
  });

  it('a cost of password hashes below 10 is accepted in tests only', () => {
    const load = (environment: Record<string, string>) => () =>
      loadConfig(environment, [coreConfig, passwordsConfig]);
    expect(load({ BCRYPT_COST: '9' })).toThrow('BCRYPT_COST: must be a whole number from 10 to 15');
    expect(load({ NODE_ENV: 'production', BCRYPT_COST: '4' })).toThrow('BCRYPT_COST');
    expect(load({ NODE_ENV: 'test', BCRYPT_COST: '4' })).not.toThrow();
    expect(load({ BCRYPT_COST: '10' })).not.toThrow();
  });
});
