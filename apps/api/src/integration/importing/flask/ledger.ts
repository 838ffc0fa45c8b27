import type { Unit } from '#api/platform/changes';
import type { Original } from './original.js';

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

type Kind = FlaskNotice['kind'];
type Outcome = 'created' | 'joined' | 'leftOut';

const KINDS: readonly Kind[] = [
  'user',
  'service',
  'permission',
  'role',
  'assignment',
  'token',
  'identity',
];

/** Records the outcome and the new id of each record of an import. */
export class Ledger {
  private readonly counts = new Map(
    KINDS.map((kind) => [kind, { found: 0, created: 0, joined: 0, leftOut: 0 }]),
  );
  private readonly notices: FlaskNotice[] = [];
  private readonly maps = new Map<Kind, Map<string, string>>(
    KINDS.map((kind) => [kind, new Map()]),
  );

  private readonly publicIds = {
    user: new Map<string, string>(),
    service: new Map<string, string>(),
  };
  private readonly made = new Set<string>();
  private settled = 0;

  /** @param onProgress receives how many records are settled so far */
  constructor(private readonly onProgress: (settled: number) => void = () => undefined) {}

  /** Records the outcome of one record. @param id the new id */
  settle(kind: Kind, oldId: string | number, outcome: Outcome, id?: string): void {
    const counts = this.counts.get(kind);
    if (counts) {
      counts.found += 1;
      counts[outcome] += 1;
    }
    this.onProgress((this.settled += 1));
    if (id === undefined) return;
    this.maps.get(kind)?.set(String(oldId), id);
    if (outcome === 'created') this.made.add(id);
  }

  /** Maps a public id of the original to the id here. */
  settlePublicId(kind: 'user' | 'service', publicId: string | null, id: string): void {
    if (publicId !== null && publicId !== '') this.publicIds[kind].set(publicId, id);
  }

  /** Whether the import created the record with this id, so that no caller knew it before. */
  isMade(id: string): boolean {
    return this.made.has(id);
  }

  notice(kind: Kind, oldId: string | number, finding: string, action: string): void {
    this.notices.push({ kind, id: String(oldId), finding, action });
  }

  /** Records that something is not imported, with the reason. */
  leaveOut(kind: Kind, oldId: string | number, finding: string): void {
    this.settle(kind, oldId, 'leftOut');
    this.notice(kind, oldId, finding, 'left out');
  }

  find(kind: Kind, oldId: string | number): string | undefined {
    return this.maps.get(kind)?.get(String(oldId));
  }

  report(): FlaskReport {
    const of = (kind: Kind): FlaskCounts =>
      this.counts.get(kind) ?? { found: 0, created: 0, joined: 0, leftOut: 0 };
    const map = (kind: Kind) => Object.fromEntries(this.maps.get(kind) ?? []);
    const counts = Object.fromEntries(KINDS.map((kind) => [kind, of(kind)]));
    const maps: FlaskMaps = {
      user: map('user'),
      service: map('service'),
      role: map('role'),
      permission: map('permission'),
      token: map('token'),
    };
    const publicIds = {
      user: Object.fromEntries(this.publicIds.user),
      service: Object.fromEntries(this.publicIds.service),
    };
    return { counts: counts as FlaskReport['counts'], notices: this.notices, map: maps, publicIds };
  }
}

/** The context of one import, which is one transaction. */
export interface FlaskRun {
  readonly unit: Unit;
  readonly original: Original;
  readonly ledger: Ledger;
  readonly now: Date;
  /** Microsoft identifies users within a tenant; the original stored only the user's id. */
  readonly microsoftTenant: string | null;
}
