import { Injectable } from '@nestjs/common';
import { Cleanups } from '#libs/cleanup';
import { FactorResets } from './factor-resets.service.js';

/** Does the ordered resets of factors when they are due. */
@Injectable()
export class DueResets {
  constructor(cleanups: Cleanups, resets: FactorResets) {
    cleanups.declare('factors.reset', {
      everySeconds: 60,
      isDueAtStart: true,
      mostRows: 100,
      steps: { 'factors.reset': (limit) => resets.doDue(limit) },
    });
  }
}
