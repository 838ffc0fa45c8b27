/** A server under test and the hand that commands it. Every command is committed when its promise resolves. */
export interface ProtocolServer {
  readonly url: string;
  readonly issuer: string;
  readonly service: { readonly id: string; readonly name: string };
  /** An application token of `service` with the scope `manifest:write`. */
  readonly appToken: string;
  /** `resource`: the name of the one service that the access token is for, which is made when it is missing. */
  signIn(resource?: string): Promise<{ accessToken: string; userId: string; sessionId: string }>;
  endSession(sessionId: string): Promise<void>;
  setUserActive(userId: string, isActive: boolean): Promise<void>;
  /** Makes a role of `service`, or replaces its permissions (making these first when the service lacks them). */
  setRole(name: string, permissions: readonly string[]): Promise<string>;
  assignRole(userId: string, name: string): Promise<void>;
  unassignRole(userId: string, name: string): Promise<void>;
  /** Of `service`, or of another one of this name, which is made when it is missing. */
  createAppToken(options: {
    service?: string;
    scopes?: readonly string[];
    allowedNetworks?: readonly string[];
  }): Promise<{ id: string; token: string }>;
  /** Lets the tokens of a service in at `service`. */
  grantCaller(caller: string, scopes: readonly string[]): Promise<void>;
  withdrawCaller(caller: string): Promise<void>;
  revokeAppToken(id: string): Promise<void>;
  setServiceActive(name: string, isActive: boolean): Promise<void>;
  rotateKeys(): Promise<void>;
  /** A second instance on the same truth; its address. */
  addInstance(): Promise<string>;
  /** The change log forgets what it has, as its retention does with what is old. */
  forgetChanges(): Promise<void>;
  close(): Promise<void>;
}

export type Json = Record<string, unknown>;
