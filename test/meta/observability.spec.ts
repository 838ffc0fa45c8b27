import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { Metrics } from '#libs/operation';
import { freePort, startTestApp, type TestApp } from '#libs/testing';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook: string };
}

interface Panel {
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number };
  readonly targets: readonly { readonly expr: string }[];
}

const rules = (
  load(read('deploy/observability/prometheus/gatehouse.rules.yml')) as {
    groups: { rules: Rule[] }[];
  }
).groups.flatMap((group) => group.rules);
const dashboard = JSON.parse(read('deploy/observability/grafana/gatehouse.dashboard.json')) as {
  panels: Panel[];
};
const queries: [where: string, expr: string][] = [
  ...rules.map(({ alert, expr }): [string, string] => [alert, expr]),
  ...dashboard.panels.flatMap(({ title, targets }) =>
    targets.map(({ expr }): [string, string] => [title, expr]),
  ),
];

interface Metric {
  readonly type: string;
  readonly labels: ReadonlySet<string>;
}

const SELECTOR = /\b((?:gatehouse|nodejs|process)_[a-z0-9_]+)(?:\{([^}]*)\})?/g;
const FUNCTIONS = new Set(
  'sum,min,max,count,rate,increase,topk,histogram_quantile,by,and,or'.split(','),
);

/** Labels that Prometheus adds to every metric. */
const OF_THE_SCRAPE = ['instance', 'job'];

/** The faults of which an alert must inform the operator. */
const TOPICS: Readonly<Record<string, string>> = {
  'sign-in failures': 'gatehouse_sign_ins_total',
  'sign-ins that fail in masses': 'gatehouse_sign_ins_suspicious',
  'guessed passwords': 'gatehouse_password_backoff_total',
  'guessed second factors': 'gatehouse_factor_events_total',
  'refused calls': 'gatehouse_rate_limited_total',
  'challenges that cannot be checked': 'gatehouse_captcha_unavailable_total',
  'a database that has lost writes': 'gatehouse_sessions_rolled_back_total',
  incidents: 'gatehouse_audit_events_total{outcome="incident"}',
  'the queue of password hashes': 'gatehouse_hash_queue_depth',
  'the queue of mails': 'gatehouse_mail_outbox_oldest_seconds',
  'failing mails': 'gatehouse_mail_outbox_failed_last_day',
  latency: 'gatehouse_http_request_duration_seconds_bucket',
  errors: 'gatehouse_http_requests_total',
  'the pool of connections': 'gatehouse_database_pool_waiting',
  'the age of the signing key': 'gatehouse_signing_key_age_seconds',
  'events without a seal': 'gatehouse_audit_seal_failures_total',
  Redis: 'gatehouse_redis_available',
};

describe('the dashboard and the alerts', () => {
  let app: TestApp;
  const metrics = new Map<string, Metric>();

  beforeAll(async () => {
    // Its gauges exist whether it answers or not.
    app = await startTestApp({ env: { REDIS_URL: `redis://127.0.0.1:${await freePort()}` } });
    await app.post('/api/auth/login', { email: 'nobody@example.org', password: 'whatever it is' });
    const { text } = await app.get('/metrics');
    const { registry } = app.nest.get(Metrics, { strict: false });
    for (const [, name = '', type = ''] of text.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
      // By its declaration: a counter without a sample shows no labels.
      const declared = registry.getSingleMetric(name) as unknown as {
        readonly labelNames?: readonly string[];
      };
      const samples = text.matchAll(new RegExp(`^${name}(?:_bucket)?\\{([^}]*)\\}`, 'gm'));
      const shown = [...samples].flatMap(([, inner = '']) =>
        [...inner.matchAll(/(\w+)="/g)].map(([, label = '']) => label),
      );
      metrics.set(name, { type, labels: new Set([...(declared.labelNames ?? []), ...shown]) });
    }
  }, 180_000);
  afterAll(() => app?.close());

  const find = (name: string): Metric | undefined => {
    const own = metrics.get(name);
    if (own) return own;
    const histogram = metrics.get(name.replace(/_(bucket|sum|count)$/, ''));
    return histogram?.type === 'histogram' ? histogram : undefined;
  };

  it.each(queries)('%s uses existing metrics: %s', (_where, expr) => {
    const names = [...expr.matchAll(SELECTOR)].map(([, name = '']) => name);
    expect(names.filter((name) => !find(name))).toEqual([]);
    expect(names.length > 0 || /^up\{job="gatehouse"\} == 0$/.test(expr)).toBe(true);
  });

  it.each(queries)('%s selects by existing labels: %s', (_where, expr) => {
    for (const [, name = '', inner = ''] of expr.matchAll(SELECTOR)) {
      const { labels } = find(name)!;
      const asked = [...inner.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"/g)].map(([, label]) => label!);
      expect(asked.filter((label) => !labels.has(label))).toEqual([]);
    }
  });

  it.each(queries)('%s groups by existing labels: %s', (_where, expr) => {
    const known = [...expr.matchAll(SELECTOR)].flatMap(([, name = '']) => [...find(name)!.labels]);
    const asked = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, inner = '']) =>
      inner.split(',').map((label) => label.trim()),
    );
    const foreign = asked.filter((label) => ![...known, ...OF_THE_SCRAPE].includes(label));
    expect(foreign).toEqual([]);
  });

  it.each(Object.entries(TOPICS))('An alert and a panel cover %s', (_topic, metric) => {
    const has = ({ expr }: { expr: string }) => expr.includes(metric);
    expect(rules.some(has)).toBe(true);
    expect(dashboard.panels.some(({ targets }) => targets.some(has))).toBe(true);
  });

  const PROMTOOL = 'promtool';
  const hasPromtool = spawnSync(PROMTOOL, ['--version']).status === 0;
  (hasPromtool ? it : it.skip).each([
    ['check', 'deploy/observability/prometheus/gatehouse.rules.yml'],
    ['test', 'test/meta/prometheus-rules.test.yml'],
  ])('The alert rules pass promtool %s rules', (verb, file) => {
    const { status, stdout, stderr } = spawnSync(PROMTOOL, [verb, 'rules', file], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect([status, status === 0 ? '' : stdout + stderr]).toEqual([0, '']);
  });

  it.each(queries)('%s is a whole expression: %s', (_where, expr) => {
    let depth = 0;
    for (const letter of expr.replace(/"[^"]*"/g, '')) {
      if ('([{'.includes(letter)) depth += 1;
      if (')]}'.includes(letter)) depth -= 1;
      expect(depth).toBeGreaterThanOrEqual(0);
    }
    expect(depth).toBe(0);
    const called = [...expr.matchAll(/\b([a-z_]+)\s*\(/g)].map(([, name = '']) => name);
    expect(called.filter((name) => !FUNCTIONS.has(name))).toEqual([]);
  });

  it.each(queries)('%s reads counters by rate or increase: %s', (_where, expr) => {
    for (const match of expr.matchAll(SELECTOR)) {
      const [text, name = ''] = match;
      const isCounter = name.endsWith('_total') || name.endsWith('_bucket');
      const isRanged = expr.slice(match.index + text.length).startsWith('[');
      expect([name, isRanged]).toEqual([name, isCounter]);
    }
  });

  it('The manual explains each alert, and no other', () => {
    const manual = read('docs/operations.md');
    const explained = [...manual.matchAll(/^### (Gatehouse\w+)$/gm)].map(([, name]) => name);
    expect(explained.sort()).toEqual(rules.map(({ alert }) => alert).sort());
    for (const { alert, annotations, labels } of rules) {
      expect(annotations.runbook).toBe(`docs/operations.md#${alert.toLowerCase()}`);
      expect(['info', 'warning', 'critical']).toContain(labels.severity);
    }
  });

  it('No panel of the dashboard covers another', () => {
    const places = dashboard.panels.map(({ gridPos }) => `${gridPos.x},${gridPos.y}`);
    expect(new Set(places).size).toBe(places.length);
    expect(dashboard.panels.every(({ gridPos }) => gridPos.x + gridPos.w <= 24)).toBe(true);
  });
});
