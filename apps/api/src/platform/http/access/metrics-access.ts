import { BlockList, isIP, isIPv4 } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { parseBearer } from '#libs/access';
import { coreConfig, type ConfigOf } from '#libs/config';
import { equalsConstantTime, sha256 } from '#libs/kernel';
import type { GatehouseRequest } from '../edge/request-context.js';
import { httpConfig } from '../http.config.js';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'] as const;

/**
 * Decides who may read the metrics and the details of readiness. In production: a caller with METRICS_TOKEN or, when
 * none is set, a caller on this machine. A private address does not count as local: behind a source NAT every client
 * has one. In other environments: every caller.
 */
@Injectable()
export class MetricsAccess {
  constructor(
    @Inject(coreConfig.KEY) private readonly core: ConfigOf<typeof coreConfig>,
    @Inject(httpConfig.KEY) private readonly config: ConfigOf<typeof httpConfig>,
  ) {}

  get hasToken(): boolean {
    return this.config.metricsToken !== undefined;
  }

  includes(request: GatehouseRequest): boolean {
    if (this.core.nodeEnv !== 'production') return true;
    const { metricsToken } = this.config;
    return metricsToken === undefined
      ? isOnThisMachine(request)
      : showsToken(request, metricsToken);
  }
}

/** Only a direct peer counts: a proxy on this machine, declared or not, may forward requests of any client. */
function isOnThisMachine({ headers, raw }: GatehouseRequest): boolean {
  if (FORWARDED.some((name) => headers[name] !== undefined)) return false;
  const peer = (raw.socket.remoteAddress ?? '').replace(/^::ffff:/i, '');
  if (isIP(peer) === 0) return false;
  return LOOPBACK.check(peer, isIPv4(peer) ? 'ipv4' : 'ipv6');
}

function showsToken({ headers }: GatehouseRequest, expected: string): boolean {
  const shown = parseBearer(headers.authorization) ?? '';
  return equalsConstantTime(sha256(shown), sha256(expected));
}
