import { Allow } from 'class-validator';
import { GoalQueryDto } from '../sign-in/goal.dto.js';
import { PageFormDto } from '../visits/form.dto.js';

export class LinkAccountQueryDto extends GoalQueryDto {
  /** @example 'google' */
  @Allow()
  provider?: string;
}

export class ArrivalQueryDto {
  /**
   * Which flow of this browser has ended.
   * @example 'hZ2kX0cQ1sV9bT4e'
   */
  @Allow()
  flow?: string;
}

export class ProveWithQueryDto {
  /**
   * The act that the proof is for.
   * @example 'unlink_identity'
   */
  @Allow()
  purpose?: string;

  /**
   * The page of the act.
   * @example '/account/identities'
   */
  @Allow()
  next?: string;
}

export class IdentitiesQueryDto {
  /**
   * What was just done.
   * @example 'linked'
   */
  @Allow()
  done?: string;
}

export class LinkIdentityQueryDto {
  /** @example 'google' */
  @Allow()
  provider?: string;
}

export class LinkIdentityFormDto extends PageFormDto {
  /** @example 'google' */
  @Allow()
  provider?: string;
}

export class UnlinkQueryDto {
  /**
   * Of the link.
   * @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44'
   */
  @Allow()
  id?: string;
}

export class UnlinkFormDto extends PageFormDto {
  /**
   * Of the link.
   * @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44'
   */
  @Allow()
  id?: string;
}
