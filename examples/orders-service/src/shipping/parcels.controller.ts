import { Body, Controller, Get, Post } from '@nestjs/common';
import { AppToken, CurrentApp, Permissions, Public } from '@gatehouse/guard';

@Controller('parcels')
export class ParcelsController {
  private readonly parcels: { parcel: string; article: string; sender: string }[] = [];

  /** For services only: those whose application token has the scope, which shipping has granted to them. */
  @Post()
  @AppToken('parcels:send')
  send(@Body('article') article: unknown, @CurrentApp('serviceName') sender: string) {
    const parcel = `P-${this.parcels.length + 1}`;
    this.parcels.push({ parcel, article: String(article), sender });
    return { parcel, sender };
  }

  @Get()
  @Permissions('parcels:read')
  list() {
    return { parcels: this.parcels };
  }

  @Get('health')
  @Public()
  health() {
    return { ok: true };
  }
}
