// Serves the page of the example: four files, and the address of Gatehouse.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';

const { HOST = '127.0.0.1', PORT = '5173', GATEHOUSE_URL = 'http://localhost:5000' } = process.env;

const HTML = 'text/html; charset=utf-8';
const SCRIPT = 'text/javascript; charset=utf-8';
const file = (name, type) => ({ type, read: () => readFile(join(import.meta.dirname, name)) });

const FILES = {
  '/': file('index.html', HTML),
  '/app.js': file('app.js', SCRIPT),
  '/sign-in.js': file('sign-in.js', SCRIPT),
  '/gatehouse.js': {
    type: SCRIPT,
    read: async () => `export const GATEHOUSE = ${JSON.stringify(GATEHOUSE_URL)};\n`,
  },
};

const HEADERS = {
  'content-security-policy': `default-src 'self'; connect-src ${new URL(GATEHOUSE_URL).origin}; img-src data:`,
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

const server = createServer(async (request, response) => {
  const found = FILES[new URL(request.url, 'http://any').pathname];
  if (!found) {
    response.writeHead(404, HEADERS).end();
    return;
  }
  response.writeHead(200, { ...HEADERS, 'content-type': found.type }).end(await found.read());
});
server.listen(Number(PORT), HOST, () => {
  console.log(`http://${HOST}:${server.address().port}/`);
});
