import { Injectable } from '@nestjs/common';
import { PersonalData } from '#libs/personal-data';
import { ListSessions } from './list-sessions.service.js';

const MOST = 1000;

/** The live sessions, without their tokens. */
@Injectable()
export class SessionsPersonalData {
  constructor(data: PersonalData, sessions: ListSessions) {
    data.declare('sessions', async (subject) => {
      const page = await sessions.list(subject, { limit: MOST });
      return page.sessions;
    });
  }
}
