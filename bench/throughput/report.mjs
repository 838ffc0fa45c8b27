// A run in Markdown: bench/RESULTS.md, and the table of the README.
import { median, shown, shownShare, spread } from './figures.mjs';
import { JOBS } from './jobs.mjs';
import { LIMITS } from './limit-names.mjs';
import { comparisonOf, frameworkBudget, mixOf, stormRatio, summaryOf } from './summary.mjs';
import { table } from './table.mjs';

const range = (values) => {
  const { min, max } = spread(values);
  return `${shown(min)}–${shown(max)}`;
};
const jobsOf = ({ servers }) => Object.keys(JOBS).filter((job) => servers.some((s) => s.jobs[job]));

function limitsTable({ limits }) {
  const hello = median(limits.hello);
  const rows = Object.entries(limits).map(([name, rates]) => [
    LIMITS[name],
    shown(median(rates)),
    range(rates),
    shownShare(median(rates) / hello),
  ]);
  return table([['limit', 'a second', 'min–max', 'share of hello'], ...rows]);
}

function jobsTable(results) {
  const rows = jobsOf(results).flatMap((job) =>
    results.servers.flatMap((server) => {
      const found = summaryOf(results, server, job);
      if (!found) return [];
      const { rate, p50, p99, cpuMs, share, shareOfCommits, failed } = found;
      const rates = `${shown(rate)} (${shown(found.spread.min)}–${shown(found.spread.max)})`;
      const shares = [shownShare(share), shownShare(shareOfCommits)];
      const title = JOBS[job].title;
      return [
        [title, server.title, rates, shown(p50), shown(p99), shown(cpuMs), ...shares, `${failed}`],
      ];
    }),
  );
  const head = ['job', 'server', 'requests a second', 'p50 ms', 'p99 ms', 'CPU ms'];
  return table([[...head, 'share of the limit', 'of commits', 'failed'], ...rows]);
}

function startsTable({ starts, memory, servers }) {
  const titles = Object.fromEntries(servers.map(({ name, title }) => [name, title]));
  const rows = Object.entries(starts).map(([name, times]) => [
    titles[name] ?? name,
    times.length > 0 ? `${shown(median(times))} (${range(times)})` : '–',
    shown(memory[name]?.idle ?? NaN),
    shown(memory[name]?.peak || NaN),
  ]);
  return table([['server', 'start, ms', 'MiB idle (PSS)', 'MiB under load'], ...rows]);
}

function extrasOf(results) {
  return results.servers.flatMap(({ title, jobs }) => [
    ...(jobs.storm
      ? [
          `- ${title}, \`validate\` beside ten times the logins: its p99 is ${shownShare(stormRatio(jobs.storm))} times the calm one (goal: at most 3).`,
        ]
      : []),
    ...(jobs.mix
      ? [
          `- ${title}, p99 of the mix: ${Object.entries(mixOf(jobs.mix))
            .map(([name, p99]) => `${name} ${shown(p99)} ms`)
            .join(', ')}.`,
        ]
      : []),
  ]);
}

const comparisonTable = (results) =>
  table([
    ['job', 'requests a second', `ratio to ${results.servers[1].title}`, 'ratio of CPU a request'],
    ...comparisonOf(results).map(({ job, rate, cpu, ours, other }) => [
      JOBS[job].title,
      `${shown(ours.rate)} : ${shown(other.rate)}`,
      rate.toFixed(2),
      cpu.toFixed(2),
    ]),
  ]);

const list = (lines) => lines.join('\n');

function headOf({ date, commit, command, machine, options, arePinned, failures }) {
  const { cpu, cores, memoryGib, node, postgresql, redis, wrk } = machine;
  const pins = arePinned
    ? 'The server on one core; the load, PostgreSQL and Redis on the other.'
    : 'The server on one core, the load on the other; PostgreSQL and Redis were given, and are not bound.';
  return list([
    `- \`${command}\`, ${date}, commit ${commit}`,
    `- ${cpu}, ${cores} cores, ${memoryGib} GiB; Node.js ${node}, PostgreSQL ${postgresql}, Redis ${redis}, wrk ${wrk}`,
    `- ${options.rounds} interleaved rounds of ${options.seconds} s after ${options.warmUp} s of warm-up for each job. ${pins}`,
    `- Limits (too high to be reached), logs, metrics and audit of Gatehouse are on. ${failures.length === 0 ? 'No request failed; the' : 'REQUESTS FAILED (below); the'} first answer of each job was checked.`,
  ]);
}

/** The whole report. */
export function renderResults(results) {
  const sections = [['# Results', headOf(results)]];
  if (results.limits.hello) {
    const budget = `Nest on Fastify with one synchronous guard keeps ${shownShare(frameworkBudget(results))} of \`node:http\`: this is what the framework leaves.`;
    sections.push(['## Limits', limitsTable(results), budget]);
    if (results.comparison) sections.push(['## The two revisions', comparisonTable(results)]);
    sections.push(['## Jobs', jobsTable(results), list(extrasOf(results))]);
  }
  sections.push(['## Start-up and memory', startsTable(results)]);
  if (results.failures.length > 0) {
    sections.push(['## Failures', list(results.failures.map((line) => `- ${line}`))]);
  }
  if (results.notes.length > 0)
    sections.push(['## Notes', list(results.notes.map((n) => `- ${n}`))]);
  return `${sections.flat().filter(Boolean).join('\n\n')}\n`;
}
