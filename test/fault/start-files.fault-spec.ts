import {
  createTestDatabase,
  startServerProcess,
  type ServerProcess,
  type TestDatabase,
} from '#libs/testing';
import { packagesOf, TELLS_PACKAGES } from '../support/loaded-packages.js';

describe('the files of a start', () => {
  let database: TestDatabase;
  let server: ServerProcess | undefined;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(async () => {
    await server?.stop();
    await database.drop();
  });

  it('a server has every package that it needs to be ready in its bundle, and loads none twice', async () => {
    server = await startServerProcess({ databaseUrl: database.url, env: TELLS_PACKAGES });
    expect(await packagesOf(server)).toEqual([]);
  });
});
