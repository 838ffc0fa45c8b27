import { Resolver } from 'node:dns/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import { domainsConfig } from './domains.config.js';

/** For all tries together. */
const TIMEOUT_MS = 5000;
const TRY_MS = 2000;
const TRIES = 2;

/** What DNS says when there is no such record. Everything else says nothing about the record. */
const ABSENT = new Set(['ENOTFOUND', 'ENODATA']);

/** `unknown`: DNS did not answer, or not usefully. */
export type Looked = 'found' | 'other' | 'absent' | 'unknown';

/** Looks for the TXT record that proves a domain. An answer of DNS has at most 64 KiB. */
@Injectable()
export class TxtLookup {
  constructor(@Inject(domainsConfig.KEY) private readonly config: ConfigOf<typeof domainsConfig>) {}

  async look(name: string, value: string): Promise<Looked> {
    const resolver = new Resolver({ timeout: TRY_MS, tries: TRIES });
    const { dnsServers } = this.config;
    if (dnsServers.length > 0) resolver.setServers([...dnsServers]);
    const timer = setTimeout(() => resolver.cancel(), TIMEOUT_MS);
    try {
      // With the final dot, so that no search domain of the system is tried.
      const records = await resolver.resolveTxt(`${name}.`);
      return records.some((parts) => parts.join('') === value) ? 'found' : 'other';
    } catch (error) {
      return ABSENT.has((error as NodeJS.ErrnoException).code ?? '') ? 'absent' : 'unknown';
    } finally {
      clearTimeout(timer);
    }
  }
}
