import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Client,
  CurrentUser,
  IdParam,
  Idempotent,
  RateClass,
  Refuses,
  RequirePermission,
  type ClientInfo,
  type Principal,
} from '#libs/access';
import { NEW_LIST_LIMIT, PageQuery, toPage, toPageRequest } from '#libs/paging';
import { OrganizationDoneDto } from '../units/units.dto.js';
import { ChangeDomain } from './change-domain.service.js';
import { domainOf } from './domain-name.js';
import { AddDomainDto, DomainAnswerDto, DomainListDto, UpdateDomainDto } from './domains.dto.js';
import { Domains } from './domains.service.js';
import { toDomain } from './to-domain.js';

const WRITE = { unit: 'path:organization_id' } as const;

/** The mail domains of an organization, whose people may join by themselves. */
@ApiTags('Organizations')
@Controller('api/organizations/:organization_id/domains')
export class DomainsController {
  constructor(
    private readonly domains: Domains,
    private readonly changing: ChangeDomain,
  ) {}

  /** Lists the domains of an organization, with the TXT records that prove them. */
  @Get()
  @RequirePermission('organization:write', WRITE)
  @RateClass('read')
  @Refuses('ORGANIZATION_NOT_FOUND')
  async list(
    @IdParam('organization_id') id: string,
    @Query() query: PageQuery,
  ): Promise<DomainListDto> {
    const request = toPageRequest(query, NEW_LIST_LIMIT);
    const { items, next_cursor } = toPage(request, await this.domains.list(id, request), toDomain);
    return { success: true, domains: items, next_cursor };
  }

  /** Adds a domain, and answers the TXT record that proves it. Subdomains are not included. */
  @Post()
  @RequirePermission('organization:write', WRITE)
  @Idempotent()
  @RateClass('write')
  @Refuses('ORGANIZATION_NOT_FOUND', 'DOMAIN_ALREADY_ADDED', 'DOMAIN_LIMIT_REACHED')
  async create(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @IdParam('organization_id') id: string,
    @Body() body: AddDomainDto,
  ): Promise<DomainAnswerDto> {
    const name = domainOf(body.domain) ?? body.domain;
    const domain = toDomain(await this.domains.add({ principal, client }, id, name));
    return { success: true, message: 'Domain added successfully', domain };
  }

  /** Looks for the TXT record of a domain now, and proves the domain by it. */
  @Post(':domain_id/verify')
  @HttpCode(200)
  @RequirePermission('organization:write', WRITE)
  @RateClass('write')
  @Refuses(
    'ORGANIZATION_NOT_FOUND',
    'DOMAIN_NOT_FOUND',
    'DOMAIN_NOT_PROVEN',
    'DOMAIN_TAKEN',
    'DNS_UNAVAILABLE',
  )
  async verify(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @IdParam('organization_id') organizationId: string,
    @IdParam('domain_id') id: string,
  ): Promise<DomainAnswerDto> {
    const found = await this.changing.verify({ principal, client }, organizationId, id);
    return { success: true, message: 'Domain proven successfully', domain: toDomain(found) };
  }

  /**
   * Decides whether people of a proven domain join by themselves, and in which unit. They get the roles that the unit and those
   * above it hold: the caller must be allowed to grant these.
   */
  @Patch(':domain_id')
  @RequirePermission('organization:write', WRITE)
  @RateClass('write')
  @Refuses(
    'ORGANIZATION_NOT_FOUND',
    'DOMAIN_NOT_FOUND',
    'DOMAIN_NOT_PROVEN',
    'UNIT_IN_OTHER_ORGANIZATION',
    'GRANT_DENIED',
  )
  async update(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @IdParam('organization_id') organizationId: string,
    @IdParam('domain_id') id: string,
    @Body() body: UpdateDomainDto,
  ): Promise<DomainAnswerDto> {
    const asked = {
      ...(body.joins != null && { joins: body.joins }),
      ...(body.unit_id != null && { unitId: body.unit_id.toLowerCase() }),
    };
    const found = await this.changing.change({ principal, client }, organizationId, id, asked);
    return { success: true, message: 'Domain updated successfully', domain: toDomain(found) };
  }

  /** Removes a domain. Who joined by it stays a member. */
  @Delete(':domain_id')
  @RequirePermission('organization:write', WRITE)
  @RateClass('write')
  @Refuses('ORGANIZATION_NOT_FOUND', 'DOMAIN_NOT_FOUND')
  async remove(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @IdParam('organization_id') organizationId: string,
    @IdParam('domain_id') id: string,
  ): Promise<OrganizationDoneDto> {
    await this.domains.remove({ principal, client }, organizationId, id);
    return { success: true, message: 'Domain removed successfully' };
  }
}
