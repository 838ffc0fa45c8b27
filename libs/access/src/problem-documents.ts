import type { ArgumentsHost } from '@nestjs/common';
import type { AppError } from '#libs/kernel';

/** A whole answer to a refusal: a page, or the way back to an application. */
export interface RefusalAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Implemented by the platform's HTTP layer, whose filter answers, logs and records every refusal. */
export abstract class ProblemDocuments {
  /**
   * Answers with the problem document of what was thrown; everything that goes with a refusal happens once.
   * @param instead another answer, where it gives one
   */
  abstract catch(
    thrown: unknown,
    host: ArgumentsHost,
    instead?: (error: AppError) => RefusalAnswer | null,
  ): void;
}
