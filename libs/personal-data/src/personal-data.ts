import { Injectable } from '@nestjs/common';

/** Whose data are exported, and the session that asked. */
export interface DataSubject {
  readonly userId: string;
  readonly sessionId: string;
}

/** Reads what a feature keeps about a user: bounded, without secrets and without data of others. */
export type PersonalDataSection = (subject: DataSubject) => Promise<unknown>;

/** Collects what features keep about a user, from the sections that they declare. */
@Injectable()
export class PersonalData {
  private readonly sections = new Map<string, PersonalDataSection>();

  /**
   * Call it before the application has started.
   * @param name of the section in an export, in snake_case
   * @throws Error for a name that is taken
   */
  declare(name: string, section: PersonalDataSection): void {
    if (this.sections.has(name)) throw new Error(`Two sections of personal data: ${name}`);
    this.sections.set(name, section);
  }

  /** All sections by name, read one after the other. */
  async collect(subject: DataSubject): Promise<Record<string, unknown>> {
    const collected: Record<string, unknown> = {};
    const sections = [...this.sections].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [name, section] of sections) collected[name] = await section(subject);
    return collected;
  }
}
