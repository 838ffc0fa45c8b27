import type { Duty } from './enrolment-duty.service.js';

/** The second factor that an account must have and has not. */
export class EnrolmentDutyDto {
  /** @example true */
  required!: true;

  /**
   * After that the access tokens of the account are good for enrolling alone.
   * @example '2026-12-14T10:15:30.000Z'
   */
  enrol_until!: string;
}

/** The member `mfa` of an answer; nothing for an account that must not enrol a factor. */
export const toEnrolmentDuty = (duty: Duty | null): { mfa?: EnrolmentDutyDto } =>
  duty === null ? {} : { mfa: { required: true, enrol_until: duty.enrolUntil.toISOString() } };
