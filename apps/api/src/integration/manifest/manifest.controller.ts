import { Body, Controller, Get, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Client,
  CurrentApp,
  RateClass,
  Refuses,
  RequireAppToken,
  type AppPrincipal,
  type ClientInfo,
} from '#libs/access';
import { MANIFEST_WRITE } from '#api/app-tokens';
import { ServiceNames, Manifests } from './manifests.service.js';
import { KnownNamesDto, ManifestDto, ManifestQuery, ManifestResultDto } from './manifest.dto.js';
import type { Manifest, ManifestOutcome } from './manifest.js';

/** Services say which permissions, roles and scopes they know. */
@ApiTags('Services')
@Controller('api/services/manifest')
export class ManifestController {
  constructor(
    private readonly manifests: Manifests,
    private readonly names: ServiceNames,
  ) {}

  /** The names of the permissions, roles and scopes that the token's own service has, for its code. No scope is needed. */
  @Get()
  @RequireAppToken()
  @RateClass('read')
  @Refuses()
  async read(@CurrentApp() app: AppPrincipal): Promise<KnownNamesDto> {
    const { id, name } = app.service;
    const names = await this.names.find(app.serviceId);
    return { success: true, service: { id, name }, ...names };
  }

  /** Registers the permissions, default roles and scopes of the token's own service; withdraws nothing. */
  @Put()
  @RequireAppToken(MANIFEST_WRITE)
  @RateClass('write')
  @Refuses('PERMISSION_DENIED')
  async declare(
    @CurrentApp() app: AppPrincipal,
    @Client() client: ClientInfo,
    @Query() { dry_run }: ManifestQuery,
    @Body() body: ManifestDto,
  ): Promise<ManifestResultDto> {
    const isDryRun = dry_run === 'true';
    const manifest = toManifest(body);
    const outcome = isDryRun
      ? await this.manifests.preview(app, manifest)
      : await this.manifests.declare(app, client, manifest);
    const { id, name } = app.service;
    return { success: true, service: { id, name }, dry_run: isDryRun, ...toOutcome(outcome) };
  }
}

function toOutcome({ permissions, roles, scopes }: ManifestOutcome) {
  return {
    permissions: {
      ...permissions,
      orphaned: permissions.orphaned.map(({ name, heldBy }) => ({ name, held_by: [...heldBy] })),
    },
    roles: {
      created: roles.created,
      extended: roles.extended,
      unchanged: roles.unchanged,
      without_mfa: roles.withoutMfa,
    },
    scopes: {
      ...scopes,
      orphaned: scopes.orphaned.map(({ name, grantedTo }) => ({ name, granted_to: grantedTo })),
    },
  };
}

function toManifest(body: ManifestDto): Manifest {
  const permissions = body.permissions.map(({ name, description = null }) => ({
    name,
    description,
  }));
  const roles = (body.roles ?? []).map((role) => ({
    name: role.name,
    description: role.description ?? null,
    permissions: role.permissions ?? [],
    isDefault: role.is_default ?? false,
    requiresMfa: role.requires_mfa ?? false,
  }));
  return { permissions, roles, scopes: body.scopes ?? null };
}
