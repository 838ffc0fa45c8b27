// The limit of one Node.js process: an answer without any work.
import { createServer } from 'node:http';

const server = createServer((_, answer) => {
  answer.writeHead(200, { 'content-type': 'application/json' });
  answer.end('{"hello":"world"}');
});
server.listen(Number(process.env.PORT), '127.0.0.1');
