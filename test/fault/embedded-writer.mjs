// A server that writes continuously: numbers go into a table of the embedded database, and to the output as soon as
// the database has acknowledged them. Arguments: DATA_DIR, the first number.
import { EmbeddedDatabase } from '#libs/database';
import pg from 'pg';

const WRITERS = 8;
const [dataDir, first] = process.argv.slice(2);
let next = Number(first);

const embedded = await EmbeddedDatabase.open({ dataDir, role: 'server' });
const pool = new pg.Pool({ connectionString: embedded.url, max: WRITERS });
pool.on('error', () => undefined);
await pool.query('CREATE TABLE IF NOT EXISTS ledger (n integer PRIMARY KEY)');
process.stdout.write(`open ${embedded.url}\n`);

async function write() {
  for (;;) {
    const n = next++;
    try {
      await pool.query('INSERT INTO ledger VALUES ($1)', [n]);
      process.stdout.write(`${n}\n`);
    } catch {
      // Not acknowledged: the number may be stored or not.
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

for (let i = 0; i < WRITERS; i += 1) void write();
