import { Injectable } from '@nestjs/common';
import { Metrics } from '#libs/operation';
import type { RequestFacts } from '#api/platform/logging';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Counts and times requests by route pattern; all paths that are not served are `none`. */
@Injectable()
export class RequestMetrics {
  private readonly requests;
  private readonly durations;

  constructor(metrics: Metrics) {
    this.requests = metrics.counter('gatehouse_http_requests_total', 'Requests answered', [
      'method',
      'route',
      'status',
    ] as const);
    this.durations = metrics.histogram(
      'gatehouse_http_request_duration_seconds',
      'Time from the arrival of a request to the end of its answer',
      ['method', 'route'] as const,
    );
  }

  observe({ method, route, status, durationMs }: RequestFacts): void {
    const labels = { method: METHODS.has(method) ? method : 'other', route: route ?? 'none' };
    this.requests.inc({ ...labels, status: String(status) });
    this.durations.observe(labels, durationMs / 1000);
  }
}
