import { BlockList, isIPv4 } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { coreConfig, type ConfigOf } from '#libs/config';
import { equalsConstantTime, sha256 } from '#libs/kernel';
import type { GatehouseRequest } from '../edge/request-context.js';
import { httpConfig } from '../http.config.js';

const NEAR = new BlockList();
NEAR.addSubnet('127.0.0.0', 8, 'ipv4');
NEAR.addSubnet('10.0.0.0', 8, 'ipv4');
NEAR.addSubnet('172.16.0.0', 12, 'ipv4');
NEAR.addSubnet('192.168.0.0', 16, 'ipv4');
NEAR.addAddress('::1', 'ipv6');
NEAR.addSubnet('fc00::', 7, 'ipv6');

const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'] as const;

/**
 * Who may see the numbers and the inner state of the server. In production: the holder of METRICS_TOKEN;
 * or, when none is set, callers on loopback and private networks. Elsewhere: everybody.
 */
@Injectable()
export class Insiders {
  constructor(
    @Inject(coreConfig.KEY) private readonly core: ConfigOf<typeof coreConfig>,
    @Inject(httpConfig.KEY) private readonly config: ConfigOf<typeof httpConfig>,
  ) {}

  includes(request: GatehouseRequest): boolean {
    if (this.core.nodeEnv !== 'production') return true;
    const { metricsToken } = this.config;
    return metricsToken === undefined ? this.isNear(request) : showsToken(request, metricsToken);
  }

  /** A proxy on the private network that is not declared speaks for the world: what it forwards is not near. */
  private isNear(request: GatehouseRequest): boolean {
    const isForwarded = FORWARDED.some((name) => request.headers[name] !== undefined);
    if (isForwarded && this.config.trustProxy === undefined) return false;
    const ip = request.client?.ip ?? '0.0.0.0';
    return NEAR.check(ip, isIPv4(ip) ? 'ipv4' : 'ipv6');
  }
}

function showsToken({ headers }: GatehouseRequest, expected: string): boolean {
  const shown = /^bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1] ?? '';
  return equalsConstantTime(sha256(shown), sha256(expected));
}
