import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import { Database, type Tx } from '#libs/database';
import { Clock, newId, DAY_MS } from '#libs/kernel';
import { GeoIp } from '#api/platform/geoip';
import { describeDevice, DeviceCredentials } from '#api/sessions';
import type { Device, DeviceMatch } from './device-match.js';
import { DevicesStore } from './devices.store.js';

/** No more than a user could look through. */
const MAX_OF_ACCOUNT = 50;
const UNSEEN_DAYS = 400;

/** The devices that stay when the others are forgotten. */
export interface KeptDevices {
  /** The client that shows the credential of one. */
  readonly client: ClientInfo | undefined;
  readonly ids?: readonly string[];
}

/** Recognises the devices that sign in, for each account by itself. */
@Injectable()
export class Devices {
  constructor(
    private readonly database: Database,
    private readonly store: DevicesStore,
    private readonly credentials: DeviceCredentials,
    private readonly places: GeoIp,
    private readonly clock: Clock,
  ) {}

  /** Matches the device of a sign-in with those of the account, which the caller has locked. */
  async meet(tx: Tx, userId: string, client: ClientInfo): Promise<DeviceMatch> {
    const held = this.credentials.read(client.device?.shown) ?? this.credentials.make();
    const met = await this.store.findOfUser(tx, userId);
    const others = met.filter(({ isKnown }) => isKnown);
    const at = this.clock.now();
    const name = describeDevice(client.userAgent);
    const isSameToPerson = (device: Device) => device.name === name && device.ip === client.ip;
    return {
      userId,
      held,
      name,
      ip: client.ip,
      place: this.places.find(client.ip),
      at,
      known: others.find(({ credentialHash }) => credentialHash.equals(held.hash)) ?? null,
      others,
      isFirst: met.length === 0,
      isFull: met.length >= MAX_OF_ACCOUNT,
      isNoticed: met.some(
        (device) =>
          isSameToPerson(device) && at.getTime() - (device.noticedAt?.getTime() ?? 0) < DAY_MS,
      ),
    };
  }

  /** Stores the device as known or not; answers its id. */
  async keep(
    tx: Tx,
    deviceMatch: DeviceMatch,
    { isKnown, isTold }: { isKnown: boolean; isTold: boolean },
  ): Promise<string> {
    const { userId, held, name, ip, place, at, known, isFull } = deviceMatch;
    const id = await this.store.keep(tx, {
      id: newId(),
      userId,
      credentialHash: held.hash,
      name,
      ip,
      country: place?.country ?? null,
      latitude: place?.latitude ?? null,
      longitude: place?.longitude ?? null,
      isKnown,
      lastSeenAt: at,
      noticedAt: isTold ? at : null,
    });
    if (!known && isFull) await this.store.deleteSurplus(tx, userId, MAX_OF_ACCOUNT);
    return id;
  }

  /** The id of the device whose credential is shown, if the account with this address knows it. */
  async findKnownId(emailCanonical: string, shown: string | null): Promise<string | null> {
    const held = this.credentials.read(shown);
    if (!held) return null;
    const { pool } = this.database;
    return (await this.store.findKnownId(pool, emailCanonical, held.hash))?.id ?? null;
  }

  /** The hash of the device's credential; gives the device one if it has none. `null` without HTTP. */
  introduce({ device }: ClientInfo): Buffer | null {
    if (!device) return null;
    const { credential, hash } = this.credentials.read(device.shown) ?? this.credentials.make();
    device.give(credential);
    return hash;
  }

  /** The hash of the credential that is shown; `null` for none of ours. */
  recognise({ device }: ClientInfo): Buffer | null {
    return this.credentials.read(device?.shown)?.hash ?? null;
  }

  /** Whether the account knows the device with this hash, as `recognise` answers it. */
  async isKnown(tx: Tx, userId: string, hash: Buffer | null): Promise<boolean> {
    return hash !== null && (await this.store.findKnownOf(tx, userId, hash)) !== null;
  }

  /** The id of the client's device, if the account knows it. */
  async findKnownOf(userId: string, client: ClientInfo): Promise<string | null> {
    const hash = this.recognise(client);
    if (hash === null) return null;
    return (await this.store.findKnownOf(this.database.pool, userId, hash))?.id ?? null;
  }

  confirm(tx: Tx, userId: string, id: string): Promise<boolean> {
    return this.store.confirm(tx, userId, id, this.clock.now());
  }

  /** Forgets the named devices and all that were first seen since; answers how many of them were known. */
  forgetSome(
    tx: Tx,
    userId: string,
    which: { readonly ids: readonly string[]; readonly since: Date | null },
  ): Promise<number> {
    return this.store.forgetSome(tx, userId, which);
  }

  /** Until then a sign-in to the account from this known device needs no second factor. */
  rememberFactor(tx: Tx, userId: string, id: string, until: Date): Promise<void> {
    return this.store.rememberFactor(tx, userId, id, until);
  }

  /** After a change of the account's factors, and when the owner denies a sign-in: every device needs a second factor again. */
  forgetFactors(tx: Tx, userId: string): Promise<void> {
    return this.store.forgetFactors(tx, userId);
  }

  /** Forgets all devices but the client's and those to keep; answers the ids of all, also the kept ones. */
  forgetOthers(tx: Tx, userId: string, kept: KeptDevices): Promise<string[]> {
    const hash = this.credentials.read(kept.client?.device?.shown)?.hash ?? null;
    return this.store.forgetAll(tx, userId, { hash, ids: kept.ids ?? [] });
  }

  /** The known devices without the client's, the last seen first. */
  async listOthers(tx: Tx, userId: string, client: ClientInfo): Promise<Device[]> {
    const held = this.credentials.read(client.device?.shown);
    const met = await this.store.findOfUser(tx, userId);
    const isOther = ({ credentialHash }: Device) => !held?.hash.equals(credentialHash);
    return met.filter((device) => device.isKnown && isOther(device));
  }

  /** Deletes a batch of devices that were not seen for more than a year; answers how many. */
  purge(batch: number): Promise<number> {
    const before = new Date(this.clock.nowMs() - UNSEEN_DAYS * DAY_MS);
    return this.store.deleteUnseen(this.database.pool, before, batch);
  }
}
