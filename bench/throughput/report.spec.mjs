import { withReadmeBlock } from './readme-block.mjs';
import { renderResults } from './report.mjs';
import { comparisonOf, stormRatio, summaryOf } from './summary.mjs';

const slice = (rate, more = {}) => ({ rate, p50: 1, p99: 2, cpuMs: 0.5, failed: 0, ...more });

const server = (name, title, jobs) => ({ name, title, jobs });

const RESULTS = {
  date: '2026-11-30',
  commit: 'abcdef12',
  command: 'npm run bench -- --peers',
  machine: {
    cpu: 'A processor',
    cores: 2,
    memoryGib: 8,
    node: 'v20.20.2',
    postgresql: '15.20',
    redis: '7.0.15',
    wrk: '4.1.0',
  },
  options: { rounds: 3, seconds: 8, warmUp: 10 },
  arePinned: true,
  comparison: null,
  starts: { 'an empty Nest app': [400], gatehouse: [900, 1100, 1000], peer: [1200] },
  memory: { gatehouse: { idle: 120, peak: 240 }, peer: { idle: 90, peak: 180 } },
  limits: {
    hello: [10_000, 9000, 11_000],
    fastify: [8000],
    nest: [7000],
    bcrypt: [4],
    commits: [4000],
  },
  servers: [
    server('gatehouse', 'Gatehouse', {
      login: [slice(3.6)],
      me: [slice(3000), slice(5000), slice(4000)],
      refresh: [slice(800)],
      mix: [slice(50, { kinds: { validate: 4, login: 500 } })],
      storm: [slice(2000, { p99: 12, calmP99: 6 })],
    }),
    server('peer', 'Another', { me: [slice(1000, { cpuMs: 1 })], login: [slice(2)] }),
  ],
  notes: ['round 1 gatehouse me: repeated, others used 20 % of the machine'],
  failures: [],
};

describe('the report of the bench', () => {
  it('A job is summed up by medians, its spread, and its shares of the limits of the same run', () => {
    const [ours] = RESULTS.servers;
    expect(summaryOf(RESULTS, ours, 'me')).toMatchObject({
      rate: 4000,
      spread: { min: 3000, max: 5000 },
      share: 0.4,
    });
    expect(summaryOf(RESULTS, ours, 'refresh')).toMatchObject({ share: 0.08, shareOfCommits: 0.2 });
    expect(summaryOf(RESULTS, ours, 'login')).toMatchObject({ share: 0.9 });
    expect(summaryOf(RESULTS, ours, 'grant')).toBeNull();
  });

  it('The report has the command, the machine, the limits, the jobs, the starts and what was repeated', () => {
    const text = renderResults(RESULTS);
    expect(text).toContain('`npm run bench -- --peers`, 2026-11-30, commit abcdef12');
    expect(text).toContain('A processor, 2 cores, 8 GiB; Node.js v20.20.2');
    expect(text).toMatch(/\| bare `node:http` hello +\| 10,000 +\| 9,000–11,000 +\| 1\.00 +\|/);
    expect(text).toMatch(/\| `GET \/api\/auth\/me` +\| Another +\| 1,000 \(1,000–1,000\)/);
    expect(text).toMatch(/\| Gatehouse +\| 1,000 \(900–1,100\) +\| 120 +\| 240 +\|/);
    expect(text).toContain('keeps 0.70 of `node:http`');
    expect(text).toContain('its p99 is 2.00 times the calm one');
    expect(text).toContain('p99 of the mix: validate 4.00 ms, login 500 ms');
    expect(text).toContain('repeated, others used 20 % of the machine');
  });

  it('A report with failed requests says so at its head', () => {
    const failures = ['round 1 gatehouse me: 3 of 9 requests failed'];
    const text = renderResults({ ...RESULTS, failures });
    expect(text).toContain('REQUESTS FAILED');
    expect(text).toContain('3 of 9 requests failed');
  });

  it('The lines of a table have one width, as the formatter writes them', () => {
    const lines = renderResults(RESULTS)
      .split('\n')
      .filter((line) => line.startsWith('| '));
    const widths = new Set(lines.map((line) => [...line].length));
    expect(widths.size).toBe(3);
  });

  it('Two revisions are compared by the ratio of their medians', () => {
    const [me] = comparisonOf(RESULTS).filter(({ job }) => job === 'me');
    expect(me).toMatchObject({ rate: 4, cpu: 0.5 });
    const text = renderResults({ ...RESULTS, comparison: 'main' });
    expect(text).toMatch(/\| `GET \/api\/auth\/me` +\| 4,000 : 1,000 +\| 4\.00 +\| 0\.50 +\|/);
  });

  it('The storm is judged by the p99 right before it in the same round', () => {
    expect(stormRatio([slice(1, { p99: 9, calmP99: 3 }), slice(1, { p99: 5, calmP99: 5 })])).toBe(
      2,
    );
  });
});

describe('the table of the README', () => {
  const README = 'before\n<!-- bench:begin -->\nold\n<!-- bench:end -->\nafter\n';

  it('The table of the README stands between its marks, and is the same when it is made again', () => {
    const once = withReadmeBlock(README, RESULTS);
    expect(once).toMatch(/^before\n<!-- bench:begin -->\n/);
    expect(once).toMatch(/<!-- bench:end -->\nafter\n$/);
    expect(once).not.toContain('old');
    expect(once).toMatch(/\| `GET \/api\/auth\/me` +\| 0\.40 +\| 0\.10 +\|/);
    expect(withReadmeBlock(once, RESULTS)).toBe(once);
  });

  it('A README without the marks is an error', () => {
    expect(() => withReadmeBlock('nothing', RESULTS)).toThrow('README.md has no');
  });
});
