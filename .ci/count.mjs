// Adds up the reports of the suites and prints the closing line; exit code 1 when anything failed. A file that was
// run again counts as it ended the second time.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const SLOWEST = 10;

const [folder] = process.argv.slice(2);
const read = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).testResults : []);
const steps = (name) => readFileSync(join(folder, name), 'utf8').split('\n').filter(Boolean);
const secondsOf = ({ startTime, endTime }) => (endTime - startTime) / 1000;
const shortOf = ({ name }) => name.split('/').slice(-3).join('/');
let passed = steps('passed-steps').length;
let failed = steps('failed-steps').length;
const all = [];
const secondTries = [];
console.log('');
for (const name of steps('failed-steps')) console.log(`step failed: ${name}`);
for (const report of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
  const again = new Map(read(join(folder, `${report}.again`)).map((file) => [file.name, file]));
  const files = read(join(folder, report)).map((file) => again.get(file.name) ?? file);
  all.push(...files);
  const tests = files.flatMap((file) => file.assertionResults.map((test) => ({ ...test, file })));
  const bad = tests.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName);
  // Also a file whose set-up or tear-down failed although each of its tests passed.
  const broken = files.filter(
    (file) =>
      file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
  );
  const good = tests.filter(({ status }) => status === 'passed').length;
  passed += good;
  failed += bad.length + broken.length;
  console.log(
    `${report}: ${good} passed, ${bad.length + broken.length} failed, ${again.size} files tried twice`,
  );
  for (const name of bad) console.log(`  failed: ${name}`);
  for (const file of broken) console.log(`  did not run or end: ${shortOf(file)}`);
  secondTries.push(...again.values());
}
console.log(`The ${SLOWEST} slowest files:`);
for (const file of all.sort((a, b) => secondsOf(b) - secondsOf(a)).slice(0, SLOWEST)) {
  console.log(`  ${secondsOf(file).toFixed(0)} s  ${shortOf(file)}`);
}
const tried = secondTries.map((file) => `${shortOf(file)} (${file.status})`);
console.log(
  `second tries: ${tried.length} files${tried.length > 0 ? `: ${tried.join(', ')}` : ''}`,
);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
