import { Injectable } from '@nestjs/common';
import { PersonalData } from '#libs/personal-data';
import { AuditReading } from '#api/audit';
import { toActivity } from './to-audit-event.js';

/** The newest ones; older ones are read page by page at `GET /api/auth/activity`. */
const MOST = 1000;

/** The events that concern the user, as the list of own activity shows them: without details, and without who else acted. */
@Injectable()
export class AuditPersonalData {
  constructor(data: PersonalData, trail: AuditReading) {
    data.declare('activity', async ({ userId }) => {
      const events = await trail.list({ userId }, { after: null, limit: MOST });
      return events.map((event) => toActivity(event, userId));
    });
  }
}
