/** What an import has met and how it dealt with it; no secret, no address. */
export interface FlaskNotice {
  readonly kind: 'user' | 'service' | 'permission' | 'role' | 'assignment' | 'token' | 'identity';
  /** The original's id; of an assignment `user/service/role`. */
  readonly id: string;
  readonly finding: string;
  readonly action: string;
}

export interface FlaskCounts {
  readonly found: number;
  readonly created: number;
  /** There already, or the same as another one of the original. */
  readonly joined: number;
  readonly leftOut: number;
}

export type FlaskMap = Readonly<Record<string, string>>;

export interface FlaskReport {
  readonly counts: Readonly<Record<FlaskNotice['kind'], FlaskCounts>>;
  readonly notices: readonly FlaskNotice[];
  readonly map: FlaskMaps;
  /** The original's public ids, which are all that its callers have ever seen, to the ids here. */
  readonly publicIds: { readonly user: FlaskMap; readonly service: FlaskMap };
}

/** Old ids to new ones. */
export interface FlaskMaps {
  readonly user: FlaskMap;
  readonly service: FlaskMap;
  readonly role: FlaskMap;
  /** `permission` or `permission@service`: one of the original may be one of each service here. */
  readonly permission: FlaskMap;
  readonly token: FlaskMap;
}
