import { Injectable } from '@nestjs/common';
import { Metrics } from '#libs/operation';
import { HashPool } from './hash-pool.js';

/** The metrics of the queue before the hash workers. */
@Injectable()
export class HashMetrics {
  constructor(metrics: Metrics, pool: HashPool) {
    metrics.gauge('gatehouse_hash_queue_depth', 'Password hashes that wait', () => pool.depth);
    metrics.gauge('gatehouse_hash_running', 'Password hashes that run', () => pool.running);
    const jobs = metrics.counter(
      'gatehouse_hash_jobs_total',
      'Password hashes by their end, and by who asked: known, solved (a challenge) or stranger',
      ['outcome', 'lane'] as const,
    );
    const waits = metrics.histogram(
      'gatehouse_hash_wait_seconds',
      'Time a password hash waited for a worker',
    );
    const runs = metrics.histogram('gatehouse_hash_run_seconds', 'Time a password hash ran');
    pool.observe(({ outcome, lane, waitedMs, ranMs }) => {
      jobs.inc({ outcome, lane });
      waits.observe(waitedMs / 1000);
      if (outcome === 'done') runs.observe(ranMs / 1000);
    });
  }
}
