import { Injectable } from '@nestjs/common';
import { Lifecycle, Metrics } from '#libs/operation';

/** What the sealer's loop needs of the process. */
@Injectable()
export class AuditOperation {
  constructor(
    readonly lifecycle: Lifecycle,
    readonly metrics: Metrics,
  ) {}
}
