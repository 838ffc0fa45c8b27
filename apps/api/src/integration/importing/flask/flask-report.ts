/** A finding of an import and what was done; without secrets and addresses. */
export interface FlaskNotice {
  readonly kind: 'user' | 'service' | 'permission' | 'role' | 'assignment' | 'token' | 'identity';
  /** The id in the original; for an assignment `user/service/role`. */
  readonly id: string;
  readonly finding: string;
  readonly action: string;
}

export interface FlaskCounts {
  readonly found: number;
  readonly created: number;
  /** Records that exist here already, or equal another record of the original. */
  readonly joined: number;
  readonly leftOut: number;
}

export type FlaskMap = Readonly<Record<string, string>>;

export interface FlaskReport {
  readonly counts: Readonly<Record<FlaskNotice['kind'], FlaskCounts>>;
  readonly notices: readonly FlaskNotice[];
  readonly map: FlaskMaps;
  /** The public ids of the original, the only ids that its callers know, to the ids here. */
  readonly publicIds: { readonly user: FlaskMap; readonly service: FlaskMap };
}

/** The ids of the original to the ids here. */
export interface FlaskMaps {
  readonly user: FlaskMap;
  readonly service: FlaskMap;
  readonly role: FlaskMap;
  /** The key is `permission` or `permission@service`: a permission of the original may become one of each service here. */
  readonly permission: FlaskMap;
  readonly token: FlaskMap;
}
