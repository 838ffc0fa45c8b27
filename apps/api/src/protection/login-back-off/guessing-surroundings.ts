import { Injectable } from '@nestjs/common';
import { Config } from '#libs/config';
import { Clock } from '#libs/kernel';
import { Metrics } from '#libs/operation';

/** What the whole server is told, its time, and where it counts. */
@Injectable()
export class GuessingSurroundings {
  constructor(
    readonly config: Config,
    readonly metrics: Metrics,
    readonly clock: Clock,
  ) {}
}
