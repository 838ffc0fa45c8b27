// Holds the answers that the tests got from the server against the OpenAPI document, by the validator of Prism's proxy:
// undeclared statuses and media types, bodies and headers that their schemas refuse. The tests keep the answers in the
// folder TEST_ANSWERS_DIR while they run. Requests may be wrong, on purpose; answers may not.
//   node test/openapi/check-answers.mjs FOLDER
import { createReadStream, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { writeDocument } from './document.mjs';

const require = createRequire(import.meta.url);
const { getHttpOperationsFromSpec } = require('@stoplight/prism-http');
const { validateOutput } = require('@stoplight/prism-http/dist/validator');
const { default: route } = require('@stoplight/prism-http/dist/router');

/** The least number of answers of a whole run: a run that recorded none must fail. */
const LEAST = Number(process.env['LEAST_ANSWERS'] ?? 1000);

const folder = process.argv[2];
if (!folder) throw new Error('Name the folder of the kept answers: check-answers.mjs FOLDER');

const resources = await getHttpOperationsFromSpec(await writeDocument());

const isJson = (type = '') => /[/+]json\b/.test(type);

function bodyOf({ headers, text }) {
  if (text === '') return undefined;
  return isJson(headers['content-type']) ? JSON.parse(text) : text;
}

/** A request without an operation is refused before routing; the document does not cover it. */
function operationOf({ method, path, text = '' }) {
  // A path with an escape or a `..` may match an operation here although the server matched none.
  if (text.includes('"code":"ROUTE_NOT_FOUND"')) return undefined;
  const url = { path: path.replace(/[?#].*$/, ''), query: {} };
  const found = route({ resources, input: { method: method.toLowerCase(), url, headers: {} } });
  return found._tag === 'Right' ? found.right : undefined;
}

/** The problems of an answer; none when it has no operation. */
function violationsOf(answer) {
  const resource = operationOf(answer);
  if (!resource) return null;
  const element = { statusCode: answer.status, headers: answer.headers, body: bodyOf(answer) };
  const result = validateOutput({ resource, element });
  if (result._tag === 'Right') return [];
  return result.left.map(
    ({ message, path = [] }) =>
      `${resource.method.toUpperCase()} ${resource.path} ${answer.status} ${path.join('.')}: ${message}`,
  );
}

/** The check fails if the validator accepts this answer, whose format the document does not have. */
const wrong = {
  method: 'GET',
  path: '/api/auth/me',
  status: 200,
  headers: { 'content-type': 'application/json' },
  text: '{"success":"yes"}',
};
if (violationsOf(wrong)?.length === 0)
  throw new Error('The validator finds nothing in a wrong answer');

const counts = { checked: 0, outside: 0 };
const found = new Map();
for (const name of readdirSync(folder)) {
  for await (const line of createInterface({ input: createReadStream(join(folder, name)) })) {
    const answer = JSON.parse(line);
    // An answer to HEAD has no body.
    const violations = answer.method === 'HEAD' ? null : violationsOf(answer);
    counts[violations === null ? 'outside' : 'checked'] += 1;
    for (const violation of violations ?? []) found.set(violation, (found.get(violation) ?? 0) + 1);
  }
}

for (const [violation, times] of [...found].sort())
  process.stdout.write(`${violation} (${times} times)\n`);
process.stdout.write(
  `${counts.checked} answers held against the document, ${counts.outside} to no operation of it; ${found.size} violations\n`,
);
process.exit(found.size === 0 && counts.checked >= LEAST ? 0 : 1);
