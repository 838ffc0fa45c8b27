export interface SignedInAtServer {
  readonly accessToken: string;
  readonly userId: string;
  readonly sessionId: string;
}

/** A server under test and the commands that change its state. Each change is committed when its promise resolves. */
export interface ProtocolServer {
  readonly url: string;
  readonly issuer: string;
  readonly service: { readonly id: string; readonly name: string };
  /** An application token of `service` with the scope `manifest:write`. */
  readonly appToken: string;
  /** `resource`: the name of the service that is the audience of the access token; created when it is missing. */
  signIn(resource?: string): Promise<SignedInAtServer>;
  /** Another access token of the session, whose user has confirmed a second factor. */
  stepUp(session: SignedInAtServer): Promise<string>;
  endSession(sessionId: string): Promise<void>;
  setUserActive(userId: string, isActive: boolean): Promise<void>;
  /** Creates a role of `service`, or replaces its permissions, which are created when the service lacks them. */
  setRole(
    name: string,
    permissions: readonly string[],
    options?: { readonly requiresMfa?: boolean },
  ): Promise<string>;
  assignRole(userId: string, name: string): Promise<void>;
  unassignRole(userId: string, name: string): Promise<void>;
  /** An organization, or with `parent` a unit below it; its id. */
  addUnit(parent: string | null): Promise<string>;
  moveUnit(id: string, parent: string): Promise<void>;
  /** Of a unit without units below it. */
  deleteUnit(id: string): Promise<void>;
  addMember(unitId: string, userId: string): Promise<void>;
  /** A role of `service` that exists; `null`: the unit holds it. */
  assignRoleAt(unitId: string, name: string, userId: string | null): Promise<void>;
  /** For `service`, or for another one of this name, which is created when it is missing. */
  createAppToken(options: {
    service?: string;
    scopes?: readonly string[];
    allowedNetworks?: readonly string[];
  }): Promise<{ id: string; token: string }>;
  /** Grants the tokens of a service access to `service`. */
  grantCaller(caller: string, scopes: readonly string[]): Promise<void>;
  withdrawCaller(caller: string): Promise<void>;
  revokeAppToken(id: string): Promise<void>;
  setServiceActive(name: string, isActive: boolean): Promise<void>;
  rotateKeys(): Promise<void>;
  /** The address of a second instance on the same database. */
  addInstance(): Promise<string>;
  /** Deletes the change log, as its retention deletes old rows. */
  forgetChanges(): Promise<void>;
  close(): Promise<void>;
}

export type Json = Record<string, unknown>;
