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
 * Who may see the numbers and the inner state of the server. In production: the holder of METRICS_TOKEN;
 * or, when none is set, callers on this machine. A private address says nothing: behind a source-NAT the world has one.
 * Elsewhere: everybody.
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

/** The peer itself, whatever it forwards: a proxy on this machine, declared or not, speaks for the world. */
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
