import { Injectable } from '@nestjs/common';
import { Clock } from '#libs/kernel';
import { Audit } from '../audit.js';

/** Which time it is, and where it is recorded that part of the trail has gone. */
@Injectable()
export class RetirementSurroundings {
  constructor(
    readonly clock: Clock,
    readonly audit: Audit,
  ) {}
}
