// The table of the README: shares of the limits, start-up, memory.
import { median, shown, shownShare } from './figures.mjs';
import { JOBS } from './jobs.mjs';
import { summaryOf } from './summary.mjs';
import { table } from './table.mjs';

const BEGIN = '<!-- bench:begin -->';
const END = '<!-- bench:end -->';
const IN_README = ['validate', 'me', 'refresh', 'login', 'live'];

function rowsOf(results) {
  const { servers, starts, memory } = results;
  const shares = IN_README.filter((job) => servers[0].jobs[job]).map((job) => [
    `${JOBS[job].title}${JOBS[job].limit === 'bcrypt' ? ', of the hash’s limit' : ''}`,
    ...servers.map((server) => shownShare(summaryOf(results, server, job)?.share ?? NaN)),
  ]);
  const perServer = (title, valueOf) => [title, ...servers.map(({ name }) => valueOf(name))];
  return [
    ['', ...servers.map(({ title }) => title)],
    ...shares,
    perServer('start to the first 200, s', (name) => shown(median(starts[name] ?? []) / 1000)),
    perServer('memory idle / under load, MiB', (name) => {
      const { idle, peak } = memory[name] ?? {};
      return `${shown(idle ?? NaN)} / ${shown(peak || NaN)}`;
    }),
  ];
}

function blockOf(results) {
  const { machine, date, limits } = results;
  const hello = `bare \`node:http\` hello (${shown(median(limits.hello ?? []))} a second)`;
  const sentence = `Shares of ${hello}, warm, the server on one core of ${machine.cpu}, Node.js ${machine.node}, ${date}: [all figures and how they were made](bench/RESULTS.md).`;
  return [BEGIN, '', sentence, '', table(rowsOf(results)), '', END].join('\n');
}

/** @throws Error when the README has no place for it */
export function withReadmeBlock(readme, results) {
  const [from, to] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (from === -1 || to < from) throw new Error(`README.md has no ${BEGIN} … ${END}`);
  return readme.slice(0, from) + blockOf(results) + readme.slice(to + END.length);
}
