import { coreConfig, type Config } from '#libs/config';
import { httpConfig } from '#api/platform/http';
import { warning, type Finding } from './finding.js';

/** Checks whether another machine can read the metrics; no finding where that is configured. */
export function checkMetrics(config: Config): Finding[] {
  const isProduction = config.get(coreConfig).nodeEnv === 'production';
  if (!isProduction || config.get(httpConfig).metricsToken !== undefined) return [];
  return [
    warning(
      'metrics',
      'METRICS_TOKEN is not set: /metrics and the details of /health/ready answer callers on this machine alone',
      'Set METRICS_TOKEN, and the same as bearer token of the scrape job of Prometheus.',
    ),
  ];
}
