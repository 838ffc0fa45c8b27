import { EXIT } from '../errors.js';
import { main } from './main.js';

describe('the program of the migrator', () => {
  it.each(['production', 'Production', ' production '])(
    'down reverts nothing without --yes if NODE_ENV is %j',
    async (NODE_ENV) => {
      const said: string[] = [];
      const write = jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
        said.push(String(text));
        return true;
      });
      const DATABASE_URL = 'postgres://anna@127.0.0.1:1/data';
      const { signal } = new AbortController();
      const code = await main(['down', '--steps', '1'], { NODE_ENV, DATABASE_URL }, signal);
      write.mockRestore();
      expect(code).toBe(EXIT.usage);
      expect(said.join('')).toContain('in production it requires --yes');
    },
  );
});
