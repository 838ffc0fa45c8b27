// The options of a run.
import { parseArgs } from 'node:util';
import { JOBS } from './jobs.mjs';
import { UsageError } from './usage-error.mjs';

/** Fewer rounds than these are a trial, and are not written down. */
export const ROUNDS_TO_PUBLISH = 5;

export const HELP = `npm run bench -- [options]

  --peers          also better-auth, node-oidc-provider and the Flask stack, on the same PostgreSQL and Redis
  --compare REV    also the server of another revision; prints the ratio of the two for each job
  --rounds N       rounds, interleaved (${ROUNDS_TO_PUBLISH})
  --seconds N      seconds of each job in a round (8)
  --warm-up N      seconds of each job before the first round (10)
  --jobs a,b       only these of ${Object.keys(JOBS).join(', ')}
  --starts N       starts of each server that are timed (5)
  --only-starts    only start-up times and memory when idle
  --repeats N      slices of a server that may be repeated because others used the machine (6)
  --write          write bench/RESULTS.md, as a whole run with --peers and ${ROUNDS_TO_PUBLISH} rounds does anyway
  --json FILE      also write all figures there
  --help

It starts its own PostgreSQL (Debian's) and Redis on the core of the load, unless BENCH_DATABASE_URL or BENCH_REDIS_URL name
others. It needs a build (npm run build), wrk, taskset and two cores that have nothing else to do.
`;

const TYPES = {
  peers: 'boolean',
  compare: 'string',
  rounds: 'string',
  seconds: 'string',
  'warm-up': 'string',
  jobs: 'string',
  starts: 'string',
  'only-starts': 'boolean',
  repeats: 'string',
  write: 'boolean',
  json: 'string',
  help: 'boolean',
};

const RANGES = {
  rounds: { fallback: ROUNDS_TO_PUBLISH, min: 1, max: 50 },
  seconds: { fallback: 8, min: 1, max: 120 },
  'warm-up': { fallback: 10, min: 0, max: 120 },
  starts: { fallback: 5, min: 0, max: 50 },
  repeats: { fallback: 6, min: 0, max: 100 },
};

function numberOf(name, text) {
  const { fallback, min, max } = RANGES[name];
  if (text === undefined) return fallback;
  if (/^\d{1,4}$/.test(text) && Number(text) >= min && Number(text) <= max) return Number(text);
  throw new UsageError(`--${name} must be a whole number from ${min} to ${max}, not ${text}`);
}

function jobsOf(text) {
  const known = Object.keys(JOBS);
  if (text === undefined) return known;
  const asked = text.split(',').map((name) => name.trim());
  const unknown = asked.filter((name) => !known.includes(name));
  if (unknown.length === 0) return known.filter((name) => asked.includes(name));
  throw new UsageError(`No job ${unknown.join(', ')}; the jobs are ${known.join(', ')}`);
}

function read(args) {
  const options = Object.fromEntries(Object.entries(TYPES).map(([name, type]) => [name, { type }]));
  try {
    return parseArgs({ args, options, strict: true }).values;
  } catch (error) {
    throw new UsageError(error.message.split('. ')[0], { cause: error });
  }
}

/** @throws UsageError */
export function parseOptions(args) {
  const given = read(args);
  const jobs = jobsOf(given.jobs);
  if (given.compare === '' || given.compare?.startsWith('-')) {
    throw new UsageError('--compare needs a revision');
  }
  return {
    isHelp: given.help === true,
    hasPeers: given.peers === true,
    compare: given.compare ?? null,
    jobs,
    onlyStarts: given['only-starts'] === true,
    isToBeWritten: given.write === true,
    json: given.json ?? null,
    ...Object.fromEntries(
      Object.keys(RANGES).map((name) => [
        name === 'warm-up' ? 'warmUp' : name,
        numberOf(name, given[name]),
      ]),
    ),
  };
}

/** Whether the figures of a run may replace those in the repository. */
export const isPublishable = (options) =>
  options.isToBeWritten ||
  (options.hasPeers &&
    options.compare === null &&
    !options.onlyStarts &&
    options.rounds >= ROUNDS_TO_PUBLISH &&
    options.jobs.length === Object.keys(JOBS).length);
