import { Controller, Delete, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Client,
  CurrentUser,
  IdParam,
  RateClass,
  Refuses,
  SignedIn,
  type ClientInfo,
  type Principal,
} from '#libs/access';
import { pageOf, PageQuery } from '#libs/paging';
import { DeviceCredentials } from '#api/sessions';
import { DeviceForgottenDto, DeviceListDto, toDevice } from './devices.dto.js';
import { OwnDevices } from './own-devices.service.js';

/** The devices that a user has signed in from. */
@ApiTags('Devices')
@Controller('api/auth/devices')
export class DevicesController {
  constructor(
    private readonly devices: OwnDevices,
    private readonly credentials: DeviceCredentials,
  ) {}

  /** Lists the devices that the caller's account knows, the last seen first. */
  @Get()
  @SignedIn()
  @RateClass('read')
  @Refuses()
  async list(
    @CurrentUser() user: Principal,
    @Client() client: ClientInfo,
    @Query() query: PageQuery,
  ): Promise<DeviceListDto> {
    const held = this.credentials.read(client.device?.shown);
    const { items, next_cursor } = pageOf(query, await this.devices.list(user), ({ id }) => id);
    return { success: true, devices: items.map((device) => toDevice(device, held)), next_cursor };
  }

  /** Forgets a device. Its sessions end, and its next sign-in is one from a new device. */
  @Delete(':device_id')
  @SignedIn()
  @RateClass('write')
  @Refuses('DEVICE_NOT_FOUND')
  async forget(
    @CurrentUser() user: Principal,
    @IdParam('device_id') id: string,
    @Client() client: ClientInfo,
  ): Promise<DeviceForgottenDto> {
    const ended = await this.devices.forget(user, id, client);
    return { success: true, message: 'Device forgotten', ended };
  }
}
