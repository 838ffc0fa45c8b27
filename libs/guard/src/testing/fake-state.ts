import { randomBytes, randomUUID } from 'node:crypto';
import { systemClock } from '../core/clock.js';
import { SigningKey } from './fake-credentials.js';
import { FakeUnits, type FakeRole } from './fake-units.js';

export interface FakeService {
  readonly id: string;
  name: string;
  isActive: boolean;
  readonly permissions: Map<string, string | undefined>;
  /** Granted scopes by the id of the calling service. */
  readonly callers: Map<string, readonly string[]>;
  /** The scopes of its latest manifest. */
  scopes: readonly string[];
}

export type { FakeRole };

export interface FakeAppToken {
  readonly id: string;
  readonly name: string;
  readonly serviceId: string;
  scopes: readonly string[];
  readonly allowedNetworks: readonly string[];
  readonly expiresAtMs: number | null;
  isRevoked: boolean;
}

export interface FakeChange {
  readonly sequence: number;
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** The single service that it concerns; `null` for all. */
  readonly forService: string | null;
}

interface FakeUser {
  isActive: boolean;
  inactiveExp: number;
  readonly roles: Set<string>;
}

interface FakeSession {
  readonly userId: string;
  endedExp: number | null;
}

/** The state that all instances of a fake server share, with its change log. */
export class FakeState {
  readonly installation = randomBytes(4).toString('hex');
  readonly keys = [new SigningKey()];
  readonly services = new Map<string, FakeService>();
  readonly roles = new Map<string, FakeRole>();
  readonly units = new FakeUnits(this);
  readonly users = new Map<string, FakeUser>();
  readonly sessions = new Map<string, FakeSession>();
  readonly appTokens = new Map<string, FakeAppToken>();
  /** Number of invalid tokens, by service and caller. */
  readonly badTokens = new Map<string, number>();
  private log: FakeChange[] = [];
  private sequence = 0;
  private readonly listeners = new Set<() => void>();

  constructor(readonly tokenLifetimeSeconds: number) {}

  get nowSeconds(): number {
    return Math.floor(systemClock() / 1000);
  }

  get cursor(): string {
    return this.cursorAt(this.sequence);
  }

  cursorAt(sequence: number): string {
    return `${this.installation}.${sequence}`;
  }

  /** The latest expiry of a token issued until now. */
  get exp(): number {
    return this.nowSeconds + this.tokenLifetimeSeconds;
  }

  changed(event: string, data: Record<string, unknown>, forService: string | null = null): void {
    this.sequence += 1;
    this.log.push({ sequence: this.sequence, event, data, forService });
    for (const wake of this.listeners) wake();
  }

  onChange(wake: () => void): () => void {
    this.listeners.add(wake);
    return () => this.listeners.delete(wake);
  }

  /** The changes after a position, in order. */
  changesAfter(sequence: number): readonly FakeChange[] {
    return this.log.filter((change) => change.sequence > sequence);
  }

  get position(): number {
    return this.sequence;
  }

  /** The position of a cursor; `null` if the cursor is not valid. */
  positionOf(cursor: string): number | null {
    const [installation, text, ...rest] = cursor.split('.');
    const sequence = Number(text);
    if (installation !== this.installation || rest.length > 0) return null;
    if (!Number.isSafeInteger(sequence) || sequence < 0 || sequence > this.sequence) return null;
    const oldest = this.log[0]?.sequence ?? this.sequence + 1;
    return sequence + 1 < oldest ? null : sequence;
  }

  /** Clears the log, as retention does with old rows. */
  forgetChanges(): void {
    this.sequence += 1;
    this.log = [];
  }

  addService(name: string): FakeService {
    const found = this.serviceNamed(name);
    if (found) return found;
    const service = {
      id: randomUUID(),
      name,
      isActive: true,
      permissions: new Map(),
      callers: new Map(),
      scopes: [],
    };
    this.services.set(service.id, service);
    return service;
  }

  serviceNamed(name: string): FakeService | undefined {
    return [...this.services.values()].find((service) => service.name === name);
  }

  roleNamed(serviceId: string, name: string): FakeRole | undefined {
    return [...this.roles.values()].find(
      (role) => role.serviceId === serviceId && role.name === name,
    );
  }

  addRole(serviceId: string, name: string): FakeRole {
    const found = this.roleNamed(serviceId, name);
    if (found) return found;
    const empty = { permissions: new Set<string>(), requiresMfa: false };
    const role = { id: randomUUID(), name, serviceId, ...empty };
    this.roles.set(role.id, role);
    return role;
  }

  user(id: string): FakeUser {
    let user = this.users.get(id);
    if (!user) {
      user = { isActive: true, inactiveExp: 0, roles: new Set() };
      this.users.set(id, user);
    }
    return user;
  }

  /** A user's rights in a service, sorted, without duplicates; those of `aal2` apart from those that count in every session. */
  rightsOf(userId: string, serviceId: string, acr?: unknown) {
    const user = this.users.get(userId);
    const roles = [...(user?.isActive ? user.roles : [])]
      .map((id) => this.roles.get(id))
      .filter((role) => role?.serviceId === serviceId)
      .map((role) => role!)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const counting = roles.filter(({ requiresMfa }) => acr === 'aal2' || !requiresMfa);
    const others = roles.filter((role) => !counting.includes(role));
    const permissions = namesIn(counting);
    return {
      permissions,
      roles: counting.map(({ name }) => name),
      role_ids: [...counting, ...others].map(({ id }) => id),
      aal2_permissions: namesIn(others).filter((name) => !permissions.includes(name)),
      aal2_roles: others.map(({ name }) => name),
    };
  }
}

const namesIn = (roles: readonly FakeRole[]): string[] =>
  [...new Set(roles.flatMap(({ permissions }) => [...permissions]))].sort();
