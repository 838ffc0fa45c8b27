import { Injectable } from '@nestjs/common';
import { Metrics, type CountedSeries, type TimedSeries } from '#libs/operation';
import type { RequestFacts } from '#api/platform/logging';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** The series of the requests of one route and method. */
interface RouteSeries {
  readonly duration: TimedSeries;
  readonly byStatus: Map<number, CountedSeries>;
}

type Observed = Pick<RequestFacts, 'method' | 'route' | 'status' | 'durationMs'>;

/** Counts and times requests by route pattern; all paths that are not served are `none`. */
@Injectable()
export class RequestMetrics {
  private readonly requests;
  private readonly durations;
  private readonly byRoute = new Map<string, Map<string, RouteSeries>>();

  constructor(metrics: Metrics) {
    this.requests = metrics.seriesCounter('gatehouse_http_requests_total', 'Requests answered', [
      'method',
      'route',
      'status',
    ] as const);
    this.durations = metrics.seriesHistogram(
      'gatehouse_http_request_duration_seconds',
      'Time from the arrival of a request to the end of its answer',
      ['method', 'route'] as const,
    );
  }

  observe(facts: Observed): void {
    const method = METHODS.has(facts.method) ? facts.method : 'other';
    const route = facts.route ?? 'none';
    const { duration, byStatus } = this.byRoute.get(route)?.get(method) ?? this.open(method, route);
    duration.observe(facts.durationMs / 1000);
    const { status } = facts;
    (byStatus.get(status) ?? this.openStatus({ method, route, status }, byStatus)).add();
  }

  private open(method: string, route: string): RouteSeries {
    const series = { duration: this.durations.open({ method, route }), byStatus: new Map() };
    const ofRoute = this.byRoute.get(route) ?? new Map<string, RouteSeries>();
    this.byRoute.set(route, ofRoute.set(method, series));
    return series;
  }

  private openStatus(
    { method, route, status }: Omit<Observed, 'durationMs'>,
    byStatus: RouteSeries['byStatus'],
  ): CountedSeries {
    const series = this.requests.open({ method, route: route ?? 'none', status: String(status) });
    byStatus.set(status, series);
    return series;
  }
}
