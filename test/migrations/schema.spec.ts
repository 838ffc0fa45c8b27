import { migrateDump, migrateUp, migrateVerify } from '#libs/migrator';
import { createTestDatabase, type TestDatabase } from '#libs/testing';
import { DatabaseProbe } from './support/database-probe.js';
import { MigrationFolder } from './support/migration-folder.js';

const V1 = '20260101000000';
const V2 = '20260102000000';

const EVERYTHING = `
CREATE EXTENSION citext;
CREATE SCHEMA billing;
CREATE TYPE mood AS ENUM ('sad', 'it''s fine');
CREATE DOMAIN positive AS integer DEFAULT 1 NOT NULL CONSTRAINT above CHECK (VALUE > 0);
CREATE TYPE pair AS (a integer, b text);
CREATE FUNCTION twice(n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT n * 2; $$;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.at := now(); RETURN NEW; END; $$;
CREATE TABLE people (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  n serial,
  name citext NOT NULL,
  "Mixed Case" text COLLATE "C" DEFAULT 'a;b',
  feels mood DEFAULT 'sad',
  many positive,
  doubled integer GENERATED ALWAYS AS (twice(2)) STORED,
  at timestamptz DEFAULT now(),
  CONSTRAINT named CHECK (name <> ''),
  UNIQUE (name, n)
) WITH (fillfactor = 80);
CREATE TABLE billing.accounts (person integer REFERENCES people ON DELETE CASCADE);
CREATE INDEX live ON people (name) WHERE at IS NOT NULL;
CREATE TABLE logs (at date NOT NULL, word text) PARTITION BY RANGE (at);
CREATE TABLE logs_2026 PARTITION OF logs FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE INDEX logs_word ON logs (word);
CREATE VIEW names AS SELECT name FROM people;
CREATE TRIGGER touch_people BEFORE UPDATE ON people FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TABLE people ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON people FOR SELECT USING (name = current_user);
COMMENT ON TABLE people IS 'it''s people';
COMMENT ON COLUMN people.name IS 'theirs';
`;

const NOTHING = `
DROP TABLE billing.accounts; DROP VIEW names; DROP TABLE logs; DROP TABLE people;
DROP FUNCTION touch(); DROP FUNCTION twice(integer); DROP TYPE pair; DROP DOMAIN positive;
DROP TYPE mood; DROP SCHEMA billing; DROP EXTENSION citext;
`;

describe('the canonical schema', () => {
  const databases: TestDatabase[] = [];
  let folder: MigrationFolder;

  beforeEach(() => {
    folder = new MigrationFolder();
  });

  afterEach(async () => {
    folder.remove();
    for (const database of databases.splice(0)) await database.drop();
  });

  async function newDatabase(): Promise<string> {
    const database = await createTestDatabase({ empty: true });
    databases.push(database);
    return database.url;
  }

  it('the canonical schema restores the same database, whatever it contains', async () => {
    folder.add(`${V1}-everything`, EVERYTHING, NOTHING);
    const [first, second] = [await newDatabase(), await newDatabase()];
    await migrateUp({ connection: first, dir: folder.dir });
    const schema = await migrateDump({ connection: first, dir: folder.dir });
    for (const word of [
      'citext',
      'positive',
      'pair',
      'twice',
      'logs_2026',
      'touch_people',
      'own',
    ]) {
      expect(schema).toContain(word);
    }
    expect(schema).not.toContain('public.migrations');
    const probe = await DatabaseProbe.open(second);
    await probe.query(schema);
    await probe.close();
    const empty = new MigrationFolder();
    expect(await migrateDump({ connection: second, dir: empty.dir })).toBe(schema);
    empty.remove();
  });

  it('the canonical schema does not depend on the order of changes that led to it', async () => {
    const [first, second] = [await newDatabase(), await newDatabase()];
    folder.addTable(V1, 'a').addTable(V2, 'b');
    await migrateUp({ connection: first, dir: folder.dir });
    const other = new MigrationFolder().addTable(V1, 'b').addTable(V2, 'a');
    await migrateUp({ connection: second, dir: other.dir });
    expect(await migrateDump({ connection: second, dir: other.dir })).toBe(
      await migrateDump({ connection: first, dir: folder.dir }),
    );
    other.remove();
  });

  it('dump refuses while files are pending', async () => {
    folder.addTable(V1, 'a');
    const dump = migrateDump({ connection: await newDatabase(), dir: folder.dir });
    await expect(dump).rejects.toMatchObject({ exitCode: 3 });
  });

  it('verify proves on a shadow database that every file can be reverted, and leaves it empty', async () => {
    folder.add(`${V1}-everything`, EVERYTHING, NOTHING).addTable(V2, 'b');
    const [main, shadow] = [await newDatabase(), await newDatabase()];
    const options = { connection: main, dir: folder.dir, shadow };
    for (const round of [1, 2]) {
      expect([round, (await migrateVerify(options)).differences]).toEqual([round, []]);
    }
    const probe = await DatabaseProbe.open(main);
    expect(await probe.tables()).toEqual([]);
    await probe.close();
  });

  it('verify names the file whose down does not restore the schema, and the difference', async () => {
    folder.addTable(V1, 'a');
    folder.add(
      `${V2}-b`,
      'ALTER TABLE a ADD COLUMN more text; CREATE TABLE IF NOT EXISTS b (id int);',
      'ALTER TABLE a DROP COLUMN more;',
    );
    const [main, shadow] = [await newDatabase(), await newDatabase()];
    const { differences } = await migrateVerify({ connection: main, dir: folder.dir, shadow });
    expect(differences).toEqual([
      {
        file: folder.path('down', `${V2}-b`),
        lines: expect.arrayContaining(['+ CREATE TABLE public.b (']) as string[],
      },
    ]);
  });

  it('verify refuses a shadow database that is not empty', async () => {
    folder.addTable(V1, 'a');
    const main = await newDatabase();
    await migrateUp({ connection: main, dir: folder.dir });
    const verify = migrateVerify({ connection: main, dir: folder.dir, shadow: main });
    await expect(verify).rejects.toThrow(/not empty/);
    const probe = await DatabaseProbe.open(main);
    expect(await probe.tables()).toEqual(['a', 'migrations']);
    await probe.close();
  });
});
