import { Inject, Injectable } from '@nestjs/common';
import type { Counter } from 'prom-client';
import type { ConfigOf } from '#libs/config';
import { AppError, StreamPlaces } from '#libs/kernel';
import { Metrics } from '#libs/operation';
import { auditConfig } from '#api/audit';

const REFUSED_FOR_SECONDS = 30;

/** The place of one running export. */
export class ExportPlace {
  /** Called when the place is given to a user who has fewer. */
  onEnd: () => void = () => undefined;

  constructor(private readonly left: (place: ExportPlace) => void) {}

  end(): void {
    this.onEnd();
  }

  leave(): void {
    this.left(this);
  }
}

/** Limits the concurrent exports of the trail. */
@Injectable()
export class ExportPlaces {
  private readonly places: StreamPlaces<ExportPlace>;
  private readonly refusals: Counter;

  constructor(
    @Inject(auditConfig.KEY) { exportsPerUser, exportsMax }: ConfigOf<typeof auditConfig>,
    metrics: Metrics,
  ) {
    this.places = new StreamPlaces(exportsPerUser, exportsMax);
    metrics.gauge(
      'gatehouse_audit_exports',
      'Exports of the audit trail that run in this process',
      () => this.places.size,
    );
    this.refusals = metrics.counter(
      'gatehouse_audit_exports_refused_total',
      'Exports of the audit trail that were refused because their user, or this instance, has as many as it may',
    );
  }

  /** @throws AppError `TOO_MANY_STREAMS` */
  take(userId: string): ExportPlace {
    if (this.places.refusalOf(userId)) {
      this.refusals.inc();
      throw new AppError('TOO_MANY_STREAMS', {
        detail:
          'As many exports of the audit trail run as may at one time. Try again when one has ended.',
        retryAfterSeconds: REFUSED_FOR_SECONDS,
      });
    }
    const place = new ExportPlace((one) => this.places.delete(userId, one));
    this.places.add(userId, place);
    return place;
  }
}
