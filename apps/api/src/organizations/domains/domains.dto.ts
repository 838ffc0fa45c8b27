import { IsBoolean, IsOptional, IsUUID } from 'class-validator';
import { IsDomain } from './is-domain.js';

/** A mail domain of an organization, with the TXT record that proves it. */
export class DomainDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8f01' */
  id!: string;

  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8e10' */
  organization_id!: string;

  /** Where people of the domain become members. @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8e10' */
  unit_id!: string;

  /** @example 'example.com' */
  domain!: string;

  /** The name of the TXT record. @example '_gatehouse-challenge.example.com' */
  record_name!: string;

  /** The text of the TXT record. @example 'gatehouse-domain-verification=p8Rr0xkq0dTq4m3uXl2cV7hYw5bZs1Ne' */
  record_value!: string;

  /** Whether people whose address is in the domain become members when they confirm it. @example false */
  joins!: boolean;

  /** `null`: not proven. @example '2026-12-01T10:15:30.000Z' */
  verified_at!: string | null;

  /** When the record was last looked for with an effect; looked for again each day. @example '2026-12-01T10:15:30.000Z' */
  checked_at!: string | null;

  /** Since when the record is missing; after three days the proof is lost. @example null */
  failing_since!: string | null;

  /** @example '2026-12-01T10:15:30.000Z' */
  created_at!: string;
}

export class DomainAnswerDto {
  /** @example true */
  success!: true;

  /** @example 'Domain added successfully' */
  message!: string;

  domain!: DomainDto;
}

export class DomainListDto {
  /** @example true */
  success!: true;

  domains!: DomainDto[];

  /** Give it as `cursor` for the next page; `null` on the last. */
  next_cursor!: string | null;
}

export class AddDomainDto {
  /** Subdomains are other domains. @example 'example.com' */
  @IsDomain()
  domain!: string;
}

export class UpdateDomainDto {
  /** @example true */
  @IsOptional()
  @IsBoolean()
  joins?: boolean;

  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8e10' */
  @IsOptional()
  @IsUUID('all')
  unit_id?: string;
}
