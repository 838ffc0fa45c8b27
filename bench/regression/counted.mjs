// A number of requests over some connections, by a process of its own: the work for the server is the same however busy the
// machine is. Reads a plan (see counter.mjs) from the file that it is given.
import { readFileSync } from 'node:fs';
import { Connection } from '../throughput/connection.mjs';
import { supplyOf } from '../throughput/supply.mjs';

const { base, job, count, connections } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const { host, port } = new URL(base);
const supply = supplyOf(job, host);
let [sent, failed] = [0, 0];

async function ask() {
  const connection = new Connection(Number(port));
  while (sent < count) {
    sent += 1;
    const { status, body } = await connection.send(supply.next());
    if (status >= 400) failed += 1;
    supply.learn(body);
  }
  connection.close();
}

await Promise.all(Array.from({ length: connections }, ask));
process.stdout.write(JSON.stringify({ failed, left: supply.left() }), () => process.exit(0));
