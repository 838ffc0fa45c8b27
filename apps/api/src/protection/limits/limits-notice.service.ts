import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { StartNotices } from '#libs/operation';
import { Rates } from './rates.service.js';

const WARNING =
  'RATE_LIMIT_ENABLED=false: there are no limits on requests, on guesses of passwords and on mail. Not for production.';

/** Warns at start, on the terminal and in the log, when nothing is limited. */
@Injectable()
export class LimitsNotice implements OnApplicationBootstrap {
  private readonly logger = new Logger('Limits');

  constructor(
    private readonly rates: Rates,
    private readonly notices: StartNotices,
  ) {}

  onApplicationBootstrap(): void {
    if (this.rates.isEnabled) return;
    this.logger.warn(WARNING);
    this.notices.add({ label: 'Limits', text: WARNING, level: 'warn' });
  }
}
