import { Injectable, ServiceUnavailableException } from '@nestjs/common';
import { settings } from '../settings.js';

/** Calls the shipping service with the application token of this service. */
@Injectable()
export class ShippingClient {
  async send(article: string): Promise<{ parcel: string; sender: string }> {
    const response = await fetch(`${settings.shippingUrl}/parcels`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${settings.appToken}`,
        'Content-Type': 'application/json',
      },
      body: JSON.stringify({ article }),
      signal: AbortSignal.timeout(3000),
    });
    if (!response.ok) {
      throw new ServiceUnavailableException(`The shipping service answered ${response.status}`);
    }
    return (await response.json()) as { parcel: string; sender: string };
  }
}
