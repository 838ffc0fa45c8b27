import { Injectable } from '@nestjs/common';
import { Cleanups } from '#libs/cleanup';
import { DomainChecks } from './domain-checks.service.js';

/** Looks for the records of proven domains, of each domain once a day. */
@Injectable()
export class DomainsCleanup {
  constructor(cleanups: Cleanups, checks: DomainChecks) {
    cleanups.declare('organizations.check_domains', {
      everySeconds: 600,
      mostRows: 10,
      steps: { 'organization_domains.check': (limit) => checks.checkDue(limit) },
    });
  }
}
