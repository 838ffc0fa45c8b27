import { ApiProperty } from '@nestjs/swagger';

export class AccountExportDto {
  /** @example true */
  success!: boolean;

  /** @example '2026-11-30T09:00:00.000Z' */
  exported_at!: string;

  /**
   * What each part of the server keeps about the user, by the name of its section.
   */
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    example: { profile: { email: 'anna@example.org' }, sessions: [] },
  })
  data!: Record<string, unknown>;
}
