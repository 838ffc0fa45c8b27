import { ApiExtraModels, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';

/** How a request looks to the server. */
export class SeenDto {
  /**
   * Whom it takes for the client.
   * @example '198.51.100.7'
   */
  address!: string;

  /**
   * Who is at the other end of the connection.
   * @example '10.0.0.2'
   */
  peer!: string;

  /**
   * The port that the connection came from.
   * @example 49152
   */
  peer_port!: number;

  /**
   * `X-Forwarded-For` as it came.
   * @example '198.51.100.7'
   */
  forwarded_for!: string | null;
}

/** The process answers. */
export class LiveDto {
  /** @example true */
  success!: boolean;

  /** @example 'up' */
  status!: 'up';

  /** Only for `gatehouse doctor`, which proves that it has the server's secret. */
  seen?: SeenDto;
}

/** What one check found; what else there is depends on the check. */
export class CheckDto {
  /** @example 'up' */
  status!: 'up' | 'degraded' | 'down';
}

/** The server can do its work. */
@ApiExtraModels(CheckDto)
export class ReadyDto {
  /** @example true */
  success!: boolean;

  /**
   * `ok`, or `degraded` when something is lost without which it is slower, not wrong.
   * @example 'ok'
   */
  status!: 'ok' | 'degraded';

  /**
   * What was asked, by name; only for callers who may see it.
   * @example { "database": { "status": "up" } }
   */
  @ApiPropertyOptional({ additionalProperties: { $ref: getSchemaPath(CheckDto) } })
  checks?: Record<string, CheckDto>;
}
