import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Gatehouse, type Manifest } from '@gatehouse/guard';

const MANIFEST: Manifest = {
  permissions: [
    { name: 'orders:read', description: 'See orders' },
    { name: 'orders:write', description: 'Place orders' },
    { name: 'orders:ship', description: 'Send orders out' },
    { name: 'orders:refund', description: 'Give the money of an order back' },
  ],
  roles: [
    {
      name: 'clerk',
      description: 'Sees orders, sends them out and refunds them',
      permissions: ['orders:read', 'orders:ship', 'orders:refund'],
    },
    {
      name: 'editor',
      description: 'Sees and places orders; held at a unit of an organization',
      permissions: ['orders:read', 'orders:write'],
    },
  ],
};

/** Declares to Gatehouse at every start the permissions and roles of this service. */
@Injectable()
export class OrdersManifest implements OnApplicationBootstrap {
  private readonly logger = new Logger('Manifest');

  constructor(private readonly gatehouse: Gatehouse) {}

  async onApplicationBootstrap() {
    try {
      const { permissions, roles } = await this.gatehouse.declareManifest(MANIFEST);
      const made = [...permissions.created, ...roles.created];
      this.logger.log(made.length > 0 ? `New at Gatehouse: ${made.join(', ')}` : 'Nothing new');
    } catch (error) {
      // A failure is no reason to stop: what was declared before is still registered.
      this.logger.error('Gatehouse did not take the manifest', error);
    }
  }
}
