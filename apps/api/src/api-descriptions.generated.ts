// Generated from the types and comments of *.dto.ts and *.controller.ts (`npm run generate`).
export const describeTypes = async () => {
  const t = {
    ['./services/services.dto.js']: await import('./services/services.dto.js'),
    ['./signing-keys/jwks.dto.js']: await import('./signing-keys/jwks.dto.js'),
    ['./rbac/explanation.dto.js']: await import('./rbac/explanation.dto.js'),
    ['./rbac/roles.dto.js']: await import('./rbac/roles.dto.js'),
    ['./rbac/permissions.dto.js']: await import('./rbac/permissions.dto.js'),
    ['./app-tokens/app-tokens.dto.js']: await import('./app-tokens/app-tokens.dto.js'),
    ['./audit/api/audit-api.dto.js']: await import('./audit/api/audit-api.dto.js'),
    ['./mail/mailbox/mailbox.dto.js']: await import('./mail/mailbox/mailbox.dto.js'),
    ['./sessions/sessions.dto.js']: await import('./sessions/sessions.dto.js'),
    ['./sessions/session-stats.dto.js']: await import('./sessions/session-stats.dto.js'),
    ['./sessions/devices/devices.dto.js']: await import('./sessions/devices/devices.dto.js'),
    ['./integration/guard-feed/guard.dto.js']:
      await import('./integration/guard-feed/guard.dto.js'),
    ['./app-tokens/callers/callers.dto.js']: await import('./app-tokens/callers/callers.dto.js'),
    ['#api/services']: await import('#api/services'),
    ['./app-tokens/validation/validation.dto.js']:
      await import('./app-tokens/validation/validation.dto.js'),
    ['./integration/manifest/manifest.dto.js']:
      await import('./integration/manifest/manifest.dto.js'),
    ['./oauth/identities/identities.dto.js']: await import('./oauth/identities/identities.dto.js'),
    ['./auth/password-reset.dto.js']: await import('./auth/password-reset.dto.js'),
    ['#api/users']: await import('#api/users'),
    ['./oauth/oauth.dto.js']: await import('./oauth/oauth.dto.js'),
    ['./oauth/merging/merge.dto.js']: await import('./oauth/merging/merge.dto.js'),
    ['./platform/health/health.dto.js']: await import('./platform/health/health.dto.js'),
    ['./integration/guard-feed/guard-tokens.dto.js']:
      await import('./integration/guard-feed/guard-tokens.dto.js'),
    ['#api/app-tokens']: await import('#api/app-tokens'),
    ['./auth/registration.dto.js']: await import('./auth/registration.dto.js'),
    ['./auth/profile.dto.js']: await import('./auth/profile.dto.js'),
    ['./auth/proofs.dto.js']: await import('./auth/proofs.dto.js'),
    ['./auth/sign-in.dto.js']: await import('./auth/sign-in.dto.js'),
    ['./account-admin/user-admin.dto.js']: await import('./account-admin/user-admin.dto.js'),
    ['./protection/challenges/captcha.dto.js']:
      await import('./protection/challenges/captcha.dto.js'),
  };
  return {
    '@nestjs/swagger': {
      models: [
        [
          import('./services/services.dto.js'),
          {
            ServiceDto: {
              id: {
                required: true,
                type: () => String,
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44',
              },
              name: { required: true, type: () => String, example: 'orders' },
              description: {
                required: true,
                type: () => String,
                nullable: true,
                example: 'Takes and ships orders',
              },
              is_active: { required: true, type: () => Boolean, example: true },
              created_at: {
                required: true,
                type: () => String,
                example: '2026-11-23T10:15:30.000Z',
              },
              updated_at: {
                required: true,
                type: () => String,
                example: '2026-11-23T10:15:30.000Z',
              },
            },
            ServiceListDto: {
              success: { required: true, type: () => Boolean, example: true },
              services: {
                required: true,
                type: () => [t['./services/services.dto.js'].ServiceDto],
              },
              next_cursor: {
                required: true,
                type: () => String,
                nullable: true,
                description: 'Give it as `cursor` for the next page; `null` on the last.',
              },
            },
            CreateServiceDto: {
              name: {
                required: true,
                type: () => String,
                description: 'Unique; compared without regard to case and white space.',
                example: 'orders',
              },
              description: {
                required: false,
                type: () => String,
                nullable: true,
                example: 'Takes and ships orders',
              },
            },
            UpdateServiceDto: {
              name: { required: false, type: () => String, example: 'orders' },
              description: {
                required: false,
                type: () => String,
                nullable: true,
                example: 'Takes and ships orders',
              },
              is_active: {
                required: false,
                type: () => Boolean,
                description: "An inactive service's roles and tokens count for nothing.",
                example: true,
              },
            },
            ServiceWrittenDto: {
              success: { required: true, type: () => Boolean, example: true },
              message: {
                required: true,
                type: () => String,
                example: 'Service created successfully',
              },
              service_id: {
                required: true,
                type: () => String,
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44',
              },
            },
          },
        ],
        [
          import('./signing-keys/jwks.dto.js'),
          {
            PublicJwkDto: {
              kty: { required: true, example: 'EC', enum: ['EC'] },
              crv: { required: true, example: 'P-256', enum: ['P-256'] },
              x: {
                required: true,
                type: () => String,
                example: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
              },
              y: {
                required: true,
                type: () => String,
                example: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
              },
              kid: {
                required: true,
                type: () => String,
                example: '01938f6e-7c2a-7b3e-9f11-2a4c5d6e7f80',
              },
              use: { required: true, example: 'sig', enum: ['sig'] },
              alg: { required: true, example: 'ES256', enum: ['ES256'] },
            },
            JwksDto: {
              keys: { required: true, type: () => [t['./signing-keys/jwks.dto.js'].PublicJwkDto] },
            },
          },
        ],
        [
          import('./rbac/explanation.dto.js'),
          {
            PathDto: {
              role_id: {
                required: true,
                type: () => String,
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d66',
              },
              role_name: { required: true, type: () => String, example: 'editor' },
              service_id: {
                required: true,
                type: () => String,
                description: 'The service in which the role is held.',
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44',
              },
              service_name: { required: true, type: () => String, example: 'orders' },
            },
            EffectivePermissionDto: {
              name: { required: true, type: () => String, example: 'orders:write' },
              via: { required: true, type: () => [t['./rbac/explanation.dto.js'].PathDto] },
            },
            EffectivePermissionsDto: {
              success: { required: true, type: () => Boolean, example: true },
              permissions: {
                required: true,
                type: () => [t['./rbac/explanation.dto.js'].EffectivePermissionDto],
              },
            },
            ExplainDto: {
              user_id: {
                required: true,
                type: () => String,
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d77',
                format: 'uuid',
              },
              service_id: {
                required: true,
                type: () => String,
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44',
                format: 'uuid',
              },
              permission: {
                required: true,
                type: () => String,
                example: 'orders:write',
                minLength: 1,
                maxLength: 100,
              },
            },
            ExplanationDto: {
              success: { required: true, type: () => Boolean, example: true },
              allowed: { required: true, type: () => Boolean, example: false },
              reason: {
                required: true,
                type: () => String,
                example:
                  'The user has no role of orders that holds orders:write; these do: admin, editor.',
              },
              via: { required: true, type: () => [t['./rbac/explanation.dto.js'].PathDto] },
            },
          },
        ],
        [
          import('#libs/paging'),
          {
            PageQuery: {
              limit: {
                required: false,
                type: () => Number,
                description: 'How many rows at most, 1 to 200.',
                example: 50,
                minimum: 1,
                maximum: 200,
              },
              cursor: {
                required: false,
                type: () => String,
                description: 'The `next_cursor` of the page before.',
                maxLength: 100,
              },
            },
          },
        ],
        [
          import('./rbac/roles.dto.js'),
          {
            RolePermissionDto: {
              id: {
                required: true,
                type: () => String,
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d55',
              },
              name: { required: true, type: () => String, example: 'orders:write' },
              description: {
                required: true,
                type: () => String,
                nullable: true,
                example: 'Create and change orders',
              },
            },
            RoleDto: {
              id: {
                required: true,
                type: () => String,
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d66',
              },
              name: { required: true, type: () => String, example: 'editor' },
              description: {
                required: true,
                type: () => String,
                nullable: true,
                example: 'Edits orders',
              },
              service_id: {
                required: true,
                type: () => String,
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44',
              },
              is_default: {
                required: true,
                type: () => Boolean,
                description: 'A default role cannot be deleted.',
                example: false,
              },
              permissions: {
                required: true,
                type: () => [t['./rbac/roles.dto.js'].RolePermissionDto],
              },
            },
            RoleListDto: {
              success: { required: true, type: () => Boolean, example: true },
              roles: { required: true, type: () => [t['./rbac/roles.dto.js'].RoleDto] },
              next_cursor: {
                required: true,
                type: () => String,
                nullable: true,
                description: 'Give it as `cursor` for the next page; `null` on the last.',
              },
            },
            CreateRoleDto: {
              name: {
                required: true,
                type: () => String,
                description:
                  'Unique within the service; compared without regard to case and white space.',
                example: 'editor',
              },
              description: {
                required: false,
                type: () => String,
                nullable: true,
                example: 'Edits orders',
              },
              permissions: {
                required: false,
                type: () => [String],
                description:
                  'Ids or names of permissions of the service, or of the built-in `role:*` and `token:*`.',
                example: ['orders:read', 'orders:write'],
                maxLength: 200,
                maxItems: 1000,
              },
            },
            UpdateRoleDto: {
              name: { required: false, type: () => String, example: 'editor' },
              description: {
                required: false,
                type: () => String,
                nullable: true,
                example: 'Edits orders',
              },
              permissions: {
                required: false,
                type: () => [String],
                description: 'Ids or names; replaces the whole set.',
                example: ['orders:read'],
                maxLength: 200,
                maxItems: 1000,
              },
            },
            RoleWrittenDto: {
              success: { required: true, type: () => Boolean, example: true },
              message: { required: true, type: () => String, example: 'Role created successfully' },
              role_id: {
                required: true,
                type: () => String,
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d66',
              },
            },
            RoleEffectDto: {
              user_id: {
                required: true,
                type: () => String,
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d77',
              },
              gains: { required: true, type: () => [String], example: ['orders:write'] },
              loses: { required: true, type: () => [String], example: [] },
            },
            RolePreviewDto: {
              success: { required: true, type: () => Boolean, example: true },
              message: { required: true, type: () => String, example: 'Nothing was changed' },
              dry_run: { required: true, type: () => Boolean, example: true },
              role_id: {
                required: true,
                type: () => String,
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d66',
              },
              truncated: {
                required: true,
                type: () => Boolean,
                description:
                  '`true` when the role has more than 10,000 holders: only the first of them were looked at.',
                example: false,
              },
              effects: {
                required: true,
                type: () => [t['./rbac/roles.dto.js'].RoleEffectDto],
                description: 'Only users for whom something changes.',
              },
            },
            DoneDto: {
              success: { required: true, type: () => Boolean, example: true },
              message: { required: true, type: () => String, example: 'Done' },
            },
            RoleUpdatedDto: {
              dry_run: {
                required: false,
                type: () => Boolean,
                description: 'Absent: it was done.',
              },
            },
            RoleRemovedDto: {
              dry_run: {
                required: false,
                type: () => Boolean,
                description: 'Absent: it was done.',
              },
            },
            AssignmentDto: {
              id: {
                required: true,
                type: () => String,
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d88',
              },
              user_id: {
                required: true,
                type: () => String,
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d77',
              },
              service_id: {
                required: true,
                type: () => String,
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44',
              },
              role_id: {
                required: true,
                type: () => String,
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d66',
              },
              role_name: { required: true, type: () => String, example: 'editor' },
              created_at: {
                required: true,
                type: () => String,
                example: '2026-11-23T10:15:30.000Z',
              },
            },
            AssignmentListDto: {
              success: { required: true, type: () => Boolean, example: true },
              roles: { required: true, type: () => [t['./rbac/roles.dto.js'].AssignmentDto] },
              next_cursor: {
                required: true,
                type: () => String,
                nullable: true,
                description: 'Give it as `cursor` for the next page; `null` on the last.',
              },
            },
            ServiceOfUserDto: {
              roles: {
                required: true,
                type: () => [String],
                description: 'The names of the roles held there.',
                example: ['editor'],
              },
            },
            ServicesOfUserDto: {
              success: { required: true, type: () => Boolean, example: true },
              services: { required: true, type: () => [t['./rbac/roles.dto.js'].ServiceOfUserDto] },
              next_cursor: {
                required: true,
                type: () => String,
                nullable: true,
                description: 'Give it as `cursor` for the next page; `null` on the last.',
              },
            },
            DryRunQuery: {
              dry_run: {
                required: false,
                description: '`true` answers what would happen and changes nothing.',
                enum: ['true', 'false'],
              },
            },
          },
        ],
        [
          import('./rbac/permissions.dto.js'),
          {
            PermissionDto: {
              id: {
                required: true,
                type: () => String,
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d55',
              },
              name: { required: true, type: () => String, example: 'orders:write' },
              description: {
                required: true,
                type: () => String,
                nullable: true,
                example: 'Create and change orders',
              },
              service_id: {
                required: true,
                type: () => String,
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44',
              },
            },
            PermissionListDto: {
              success: { required: true, type: () => Boolean, example: true },
              permissions: {
                required: true,
                type: () => [t['./rbac/permissions.dto.js'].PermissionDto],
              },
              next_cursor: {
                required: true,
                type: () => String,
                nullable: true,
                description: 'Give it as `cursor` for the next page; `null` on the last.',
              },
            },
            PermissionsQuery: {
              service_id: {
                required: false,
                type: () => String,
                description: 'Only those of this service.',
                format: 'uuid',
              },
            },
            CreatePermissionDto: {
              name: {
                required: true,
                type: () => String,
                description: 'Unique within the service; `role:` and `token:` are reserved.',
                example: 'orders:write',
              },
              description: {
                required: false,
                type: () => String,
                nullable: true,
                example: 'Create and change orders',
              },
            },
            UpdatePermissionDto: {
              name: { required: false, type: () => String, example: 'orders:write' },
              description: {
                required: false,
                type: () => String,
                nullable: true,
                example: 'Create and change orders',
              },
            },
            PermissionWrittenDto: {
              success: { required: true, type: () => Boolean, example: true },
              message: {
                required: true,
                type: () => String,
                example: 'Permission created successfully',
              },
              permission_id: {
                required: true,
                type: () => String,
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d55',
              },
            },
          },
        ],
        [
          import('./app-tokens/app-tokens.dto.js'),
          {
            CreateTokenDto: {
              service_id: {
                required: true,
                type: () => String,
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44',
                format: 'uuid',
              },
              name: {
                required: true,
                type: () => String,
                description: 'Unique within the service.',
                example: 'orders in production',
              },
              expires_in_days: {
                required: false,
                type: () => Number,
                nullable: true,
                description: '1 to 3650; absent, the token does not expire.',
                example: 90,
                minimum: 1,
                maximum: 3650,
              },
              scopes: {
                required: false,
                type: () => [String],
                description:
                  "What the token may be used for (RFC 6749 section 3.3): at its own service as it stands, elsewhere as far as that service\ngrants it (`/api/roles/service/{service_id}/callers`); `manifest:write` is Gatehouse's own.",
                example: ['orders:ship'],
                maxItems: 100,
              },
              allowed_networks: {
                required: false,
                type: () => [String],
                description:
                  'CIDR blocks that the token may be used from; absent or empty, from everywhere.',
                example: ['10.0.0.0/8'],
              },
            },
            RotateTokenDto: {
              overlap_seconds: {
                required: false,
                type: () => Number,
                description:
                  'How long the token before goes on, at most 30 days; 0 ends it at once.',
                example: 3600,
                minimum: 0,
                maximum: 2592000,
              },
            },
            UsageQuery: {
              days: {
                required: false,
                type: () => String,
                description: 'How many days, today included; 1 to 366.',
                example: 30,
                pattern: '^([1-9]\\d?|[12]\\d\\d|3[0-5]\\d|36[0-6])$',
              },
            },
            MintedTokenDto: {
              id: {
                required: true,
                type: () => String,
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d99',
              },
              token: {
                required: true,
                type: () => String,
                example: 'gh_2Vb7cQkYx1nM0sT4uW8zA3dF6hJ9kL5pR7tX2vZ1bN4m0a1B2c',
              },
              name: { required: true, type: () => String, example: 'orders in production' },
              service_id: {
                required: true,
                type: () => String,
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44',
              },
              service_name: { required: true, type: () => String, example: 'orders' },
              expires_at: {
                required: true,
                type: () => String,
                nullable: true,
                example: '2027-02-21T10:15:30.000Z',
              },
              scopes: { required: true, type: () => [String], example: ['orders:ship'] },
            },
            TokenCreatedDto: {
              success: { required: true, type: () => Boolean, example: true },
              message: {
                required: true,
                type: () => String,
                example: 'Token created successfully',
              },
              token_data: {
                required: true,
                type: () => t['./app-tokens/app-tokens.dto.js'].MintedTokenDto,
              },
            },
            RotatedTokenDto: {
              previous_expires_at: {
                required: true,
                type: () => String,
                nullable: true,
                description: 'When the token before ends; `null` when it has ended.',
                example: '2026-11-23T11:15:30.000Z',
              },
            },
            TokenRotatedDto: {
              success: { required: true, type: () => Boolean, example: true },
              message: {
                required: true,
                type: () => String,
                example: 'Token rotated successfully',
              },
              token_data: {
                required: true,
                type: () => t['./app-tokens/app-tokens.dto.js'].RotatedTokenDto,
              },
            },
            ListedTokenDto: {
              id: {
                required: true,
                type: () => String,
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d99',
              },
              name: { required: true, type: () => String, example: 'orders in production' },
              prefix: {
                required: true,
                type: () => String,
                description: 'The first characters of the token.',
                example: 'gh_2Vb7c',
              },
              service_id: {
                required: true,
                type: () => String,
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44',
              },
              service_name: { required: true, type: () => String, example: 'orders' },
              is_active: {
                required: true,
                type: () => Boolean,
                description: '`false` when it was revoked.',
                example: true,
              },
              expires_at: {
                required: true,
                type: () => String,
                nullable: true,
                example: '2027-02-21T10:15:30.000Z',
              },
              created_at: {
                required: true,
                type: () => String,
                example: '2026-11-23T10:15:30.000Z',
              },
              created_by: {
                required: true,
                type: () => String,
                nullable: true,
                description: 'The user who made it; `null` for one that was moved in.',
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d77',
              },
              created_by_active: {
                required: true,
                type: () => Boolean,
                nullable: true,
                description:
                  'Whether that user is active; the token is good without them. `null` when nobody is known to have made it.',
                example: true,
              },
              last_used: {
                required: true,
                type: () => String,
                nullable: true,
                description: 'When it was last validated.',
                example: '2026-11-23T10:20:00.000Z',
              },
              use_count: {
                required: true,
                type: () => Number,
                description: 'How often it was validated.',
                example: 1042,
              },
              scopes: { required: true, type: () => [String], example: ['orders:ship'] },
              allowed_networks: { required: true, type: () => [String], example: ['10.0.0.0/8'] },
            },
            TokenListDto: {
              success: { required: true, type: () => Boolean, example: true },
              tokens: {
                required: true,
                type: () => [t['./app-tokens/app-tokens.dto.js'].ListedTokenDto],
              },
              next_cursor: {
                required: true,
                type: () => String,
                nullable: true,
                description: 'Give it as `cursor` for the next page; `null` on the last.',
              },
            },
            TokenDoneDto: {
              success: { required: true, type: () => Boolean, example: true },
              message: {
                required: true,
                type: () => String,
                example: 'Token revoked successfully',
              },
            },
            DayUseDto: {
              date: {
                required: true,
                type: () => String,
                description: 'UTC.',
                example: '2026-11-23',
              },
              use_count: { required: true, type: () => Number, example: 512 },
            },
            TokenUsageDto: {
              token_id: {
                required: true,
                type: () => String,
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d99',
              },
              name: { required: true, type: () => String, example: 'orders in production' },
              is_active: { required: true, type: () => Boolean, example: true },
              last_used: {
                required: true,
                type: () => String,
                nullable: true,
                example: '2026-11-23T10:20:00.000Z',
              },
              unused_for_days: {
                required: true,
                type: () => Number,
                description:
                  'Whole days since it was last used, or since it was made if it never was.',
                example: 0,
              },
              use_count: { required: true, type: () => Number, example: 1042 },
              days: { required: true, type: () => [t['./app-tokens/app-tokens.dto.js'].DayUseDto] },
            },
            ServiceDayUseDto: {
              date: { required: true, type: () => String, example: '2026-11-23' },
              service_id: {
                required: true,
                type: () => String,
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d11',
              },
              use_count: { required: true, type: () => Number, example: 1042 },
            },
            AllUsageDto: {
              success: { required: true, type: () => Boolean, example: true },
              from: {
                required: true,
                type: () => String,
                description: 'The first day that was looked at, UTC.',
                example: '2026-10-25',
              },
              days: {
                required: true,
                type: () => [t['./app-tokens/app-tokens.dto.js'].ServiceDayUseDto],
                description: 'By day and service; days without any use are left out.',
              },
            },
            ServiceUsageDto: {
              success: { required: true, type: () => Boolean, example: true },
              from: {
                required: true,
                type: () => String,
                description: 'The first day shown, UTC.',
                example: '2026-10-25',
              },
              tokens: {
                required: true,
                type: () => [t['./app-tokens/app-tokens.dto.js'].TokenUsageDto],
              },
              next_cursor: {
                required: true,
                type: () => String,
                nullable: true,
                description: 'Give it as `cursor` for the next page; `null` on the last.',
              },
            },
          },
        ],
        [
          import('./audit/api/audit-api.dto.js'),
          {
            AuditQuery: {
              type: {
                required: false,
                type: () => String,
                description: 'What happened.',
                example: 'login.failed',
                pattern: '^[a-z0-9_.-]{1,100}$',
              },
              outcome: {
                required: false,
                description: 'How it ended.',
                example: 'refused',
                enum: ['success', 'refused', 'incident'],
              },
              actor_id: {
                required: false,
                type: () => String,
                description: 'The user or service who did it.',
                example: '0192f0c1-2d3e-7a4b-8c5d-6e7f8091a2b3',
                format: 'uuid',
              },
              target_id: {
                required: false,
                type: () => String,
                description: 'What it was done to.',
                example: '0192f0c1-2d3e-7a4b-8c5d-6e7f8091a2b3',
                maxLength: 200,
              },
              user_id: {
                required: false,
                type: () => String,
                description:
                  'A user, as the one who did it, to whom it was done or whom it is about.',
                example: '0192f0c1-2d3e-7a4b-8c5d-6e7f8091a2b3',
                format: 'uuid',
              },
              request_id: {
                required: false,
                type: () => String,
                description: 'The request, as in `X-Request-Id`.',
                example: '0192f0c1-2d3e-7a4b-8c5d-6e7f8091a2b3',
                maxLength: 128,
              },
              from: {
                required: false,
                type: () => String,
                description: 'From this moment on: a day in UTC, or a time with its zone.',
                example: '2026-01-01T00:00:00Z',
              },
              to: {
                required: false,
                type: () => String,
                description: 'Before this moment.',
                example: '2026-02-01T00:00:00Z',
              },
            },
            AuditActorDto: {
              kind: {
                required: true,
                example: 'user',
                enum: ['user', 'service', 'operator', 'system', 'anonymous'],
              },
              id: {
                required: true,
                type: () => String,
                nullable: true,
                example: '0192f0c1-2d3e-7a4b-8c5d-6e7f8091a2b3',
              },
              session_id: {
                required: true,
                type: () => String,
                nullable: true,
                example: '0192f0c1-2d3e-7a4b-8c5d-6e7f8091a2b3',
              },
              token_id: { required: true, type: () => String, nullable: true },
            },
            AuditTargetDto: {
              kind: { required: true, type: () => String, example: 'role' },
              id: {
                required: true,
                type: () => String,
                example: '0192f0c1-2d3e-7a4b-8c5d-6e7f8091a2b3',
              },
            },
            AuditDetailsDto: {
              before: {
                required: false,
                type: () => Object,
                description: 'What was there before.',
              },
              after: { required: false, type: () => Object, description: 'What is there now.' },
              reason: { required: false, type: () => String, description: 'Why.' },
              method: {
                required: false,
                type: () => String,
                description: 'How a sign-in was made: `password`, or a provider.',
              },
              fields: {
                required: false,
                type: () => [String],
                description: 'The fields of an account that were changed.',
              },
              count: { required: false, type: () => Number, description: 'How many.' },
              sessions_ended: { required: false, type: () => Number },
            },
            AuditEventDto: {
              id: {
                required: true,
                type: () => String,
                example: '0192f0c1-2d3e-7a4b-8c5d-6e7f8091a2b3',
              },
              created_at: {
                required: true,
                type: () => String,
                example: '2026-01-01T12:00:00.000Z',
              },
              type: { required: true, type: () => String, example: 'role.updated' },
              outcome: {
                required: true,
                example: 'success',
                enum: ['success', 'refused', 'incident'],
              },
              actor: {
                required: true,
                type: () => t['./audit/api/audit-api.dto.js'].AuditActorDto,
              },
              target: {
                required: true,
                type: () => t['./audit/api/audit-api.dto.js'].AuditTargetDto,
                nullable: true,
              },
              code: {
                required: true,
                type: () => String,
                nullable: true,
                description: 'The code of the refusal.',
              },
              ip: { required: true, type: () => String, nullable: true, example: '192.0.2.7' },
              user_agent: {
                required: true,
                type: () => String,
                nullable: true,
                example: 'Mozilla/5.0',
              },
              request_id: {
                required: true,
                type: () => String,
                nullable: true,
                example: '0192f0c1-2d3e-7a4b-8c5d-6e7f8091a2b3',
              },
              details: {
                required: true,
                type: () => t['./audit/api/audit-api.dto.js'].AuditDetailsDto,
                description: 'Before, after, reasons.',
                example: { before: { name: 'reader' }, after: { name: 'viewer' } },
              },
            },
            AuditListDto: {
              success: { required: true, type: () => Boolean, example: true },
              events: {
                required: true,
                type: () => [t['./audit/api/audit-api.dto.js'].AuditEventDto],
              },
              next_cursor: {
                required: true,
                type: () => String,
                nullable: true,
                description: 'Give it as `cursor` for the next page; `null` on the last.',
              },
            },
            ActivityDto: {
              id: {
                required: true,
                type: () => String,
                example: '0192f0c1-2d3e-7a4b-8c5d-6e7f8091a2b3',
              },
              created_at: {
                required: true,
                type: () => String,
                example: '2026-01-01T12:00:00.000Z',
              },
              type: { required: true, type: () => String, example: 'login.succeeded' },
              outcome: {
                required: true,
                example: 'success',
                enum: ['success', 'refused', 'incident'],
              },
              by: {
                required: true,
                description:
                  '`you`, `unknown` (nobody was signed in), `administration` or `system`.',
                example: 'you',
                enum: ['system', 'you', 'unknown', 'administration'],
              },
              code: { required: true, type: () => String, nullable: true },
              ip: {
                required: true,
                type: () => String,
                nullable: true,
                description: 'From where, when it was you or nobody who was signed in.',
                example: '192.0.2.7',
              },
              user_agent: {
                required: true,
                type: () => String,
                nullable: true,
                example: 'Mozilla/5.0',
              },
              session_id: {
                required: true,
                type: () => String,
                nullable: true,
                description: 'Your session.',
                example: '0192f0c1-2d3e-7a4b-8c5d-6e7f8091a2b3',
              },
            },
            ActivityListDto: {
              success: { required: true, type: () => Boolean, example: true },
              activity: {
                required: true,
                type: () => [t['./audit/api/audit-api.dto.js'].ActivityDto],
              },
              next_cursor: {
                required: true,
                type: () => String,
                nullable: true,
                description: 'Give it as `cursor` for the next page; `null` on the last.',
              },
            },
          },
        ],
        [
          import('./mail/mailbox/mailbox.dto.js'),
          {
            MailboxQuery: {
              to: {
                required: false,
                type: () => String,
                description: 'Only the mails to this address.',
                example: 'anna@example.org',
                maxLength: 320,
              },
            },
            MailboxMailDto: {
              id: {
                required: true,
                type: () => String,
                example: '019ab0c2-7e3a-7c11-9d43-2f6f0a1b7c55',
              },
              to: { required: true, type: () => String, example: 'anna@example.org' },
              subject: {
                required: true,
                type: () => String,
                example: 'Confirm your e-mail address for Gatehouse',
              },
              text: {
                required: true,
                type: () => String,
                description: 'The part for programs without HTML.',
              },
              html: { required: true, type: () => String, description: 'The part for the others.' },
              links: {
                required: true,
                type: () => [String],
                description: 'The addresses that it leads to.',
                example: [
                  'http://localhost:5000/verify-email?token=Zr0mXk3cV9b1uT7yQe5wLp2nSd8fHj6aKg4oIi-B_xE',
                ],
              },
              sent_at: { required: true, type: () => String, example: '2026-11-23T12:00:00.000Z' },
            },
            MailboxAnswerDto: {
              success: { required: true, type: () => Boolean, example: true },
              mails: {
                required: true,
                type: () => [t['./mail/mailbox/mailbox.dto.js'].MailboxMailDto],
                description: 'The newest first.',
              },
              next_cursor: {
                required: true,
                type: () => String,
                nullable: true,
                description: 'Give it as `cursor` for the next page; `null` on the last.',
              },
            },
            MailboxMailAnswerDto: {
              success: { required: true, type: () => Boolean, example: true },
              mail: {
                required: true,
                type: () => t['./mail/mailbox/mailbox.dto.js'].MailboxMailDto,
              },
            },
          },
        ],
        [
          import('./sessions/sessions.dto.js'),
          {
            ListSessionsQueryDto: {
              cursor: {
                required: false,
                type: () => String,
                description: 'The `next_cursor` of the page before.',
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44',
                format: 'uuid',
              },
            },
            SessionDto: {
              id: {
                required: true,
                type: () => String,
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44',
              },
              created_at: {
                required: true,
                type: () => String,
                description: 'When the person signed in.',
                example: '2026-11-23T10:15:30.000Z',
              },
              last_seen_at: {
                required: true,
                type: () => String,
                description: 'When it was last used, to the minute.',
                example: '2026-11-23T11:02:00.000Z',
              },
              expires_at: {
                required: true,
                type: () => String,
                description: 'When it ends unless it is refreshed.',
                example: '2026-12-23T10:15:30.000Z',
              },
              ip: {
                required: true,
                type: () => String,
                nullable: true,
                description: 'From where it was begun or last refreshed.',
                example: '203.0.113.7',
              },
              user_agent: {
                required: true,
                type: () => String,
                nullable: true,
                example: 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
              },
              device: {
                required: true,
                type: () => String,
                nullable: true,
                description: 'A few words for a person.',
                example: 'Firefox 128 on Linux',
              },
              current: {
                required: true,
                type: () => Boolean,
                description: 'Whether it is the session of this very request.',
                example: true,
              },
            },
            SessionListDto: {
              success: { required: true, type: () => Boolean, example: true },
              sessions: {
                required: true,
                type: () => [t['./sessions/sessions.dto.js'].SessionDto],
              },
              next_cursor: {
                required: true,
                type: () => String,
                nullable: true,
                description: 'Give it as `cursor` for the next page; `null` on the last.',
              },
            },
            SessionEndedDto: {
              success: { required: true, type: () => Boolean, example: true },
              message: { required: true, type: () => String, example: 'Session ended' },
            },
            SessionsEndedDto: {
              success: { required: true, type: () => Boolean, example: true },
              message: { required: true, type: () => String, example: 'All other sessions ended' },
              ended: {
                required: true,
                type: () => Number,
                description: 'How many sessions ended.',
                example: 2,
              },
            },
          },
        ],
        [
          import('./sessions/session-stats.dto.js'),
          {
            StatsQueryDto: {
              days: {
                required: false,
                type: () => String,
                description: 'How many days (UTC), today included; 1 to 366.',
                example: 30,
                pattern: '^([1-9]\\d?|[12]\\d\\d|3[0-5]\\d|36[0-6])$',
              },
            },
            DayStatsDto: {
              date: { required: true, type: () => String, example: '2026-11-23' },
              active_sessions: {
                required: true,
                type: () => Number,
                description: 'Sessions that were begun, refreshed or used.',
                example: 512,
              },
              active_users: {
                required: true,
                type: () => Number,
                description: 'Users who did so.',
                example: 207,
              },
              new_accounts: { required: true, type: () => Number, example: 14 },
            },
            SignInStatsDto: {
              date: { required: true, type: () => String, example: '2026-11-23' },
              method: {
                required: true,
                type: () => String,
                description: '`password`, or the name of a provider.',
                example: 'password',
              },
              outcome: {
                required: true,
                type: () => String,
                description: '`success`, or the code of the refusal in lower case.',
                example: 'invalid_credentials',
              },
              count: { required: true, type: () => Number, example: 31 },
            },
            CountryStatsDto: {
              country: {
                required: true,
                type: () => String,
                nullable: true,
                description:
                  'ISO 3166-1 alpha-2; `null` for addresses of which no country is known.',
                example: 'SE',
              },
              succeeded: { required: true, type: () => Number, example: 480 },
              refused: { required: true, type: () => Number, example: 22 },
            },
            SessionStatsDto: {
              success: { required: true, type: () => Boolean, example: true },
              active_sessions: {
                required: true,
                type: () => Number,
                description: 'Live sessions of all users, at `counted_at`.',
                example: 128,
              },
              active_users: {
                required: true,
                type: () => Number,
                description: 'Users who have at least one of them.',
                example: 93,
              },
              counted_at: {
                required: true,
                type: () => String,
                description: 'Now; a while ago where the database was too slow to answer in time.',
                example: '2026-11-23T10:15:30.000Z',
              },
              days: {
                required: true,
                type: () => [t['./sessions/session-stats.dto.js'].DayStatsDto],
                description: 'Each day of the time asked for, oldest first.',
              },
              sign_ins: {
                required: true,
                type: () => [t['./sessions/session-stats.dto.js'].SignInStatsDto],
                description: 'By day, method and outcome.',
              },
              countries: {
                required: true,
                type: () => [t['./sessions/session-stats.dto.js'].CountryStatsDto],
                description: 'By country, over all of the time asked for; most first.',
              },
            },
          },
        ],
        [
          import('./sessions/devices/devices.dto.js'),
          {
            DeviceDto: {
              id: {
                required: true,
                type: () => String,
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44',
              },
              name: {
                required: true,
                type: () => String,
                nullable: true,
                description: 'A few words for a person, from what the device says of itself.',
                example: 'Firefox 128 on Linux',
              },
              ip: {
                required: true,
                type: () => String,
                description: 'The address that it last signed in from.',
                example: '203.0.113.7',
              },
              country: {
                required: true,
                type: () => String,
                nullable: true,
                description: 'Its country (ISO 3166-1 alpha-2), as far as it is known.',
                example: 'DE',
              },
              first_seen_at: {
                required: true,
                type: () => String,
                example: '2026-11-23T10:15:30.000Z',
              },
              last_seen_at: {
                required: true,
                type: () => String,
                description: 'When it last signed in.',
                example: '2026-11-23T10:15:30.000Z',
              },
              current: {
                required: true,
                type: () => Boolean,
                description:
                  'Whether it is the device that shows its credential with this very request.',
                example: true,
              },
            },
            DeviceListDto: {
              success: { required: true, type: () => Boolean, example: true },
              devices: {
                required: true,
                type: () => [t['./sessions/devices/devices.dto.js'].DeviceDto],
              },
              next_cursor: {
                required: true,
                type: () => String,
                nullable: true,
                description: 'Give it as `cursor` for the next page; `null` on the last.',
              },
            },
            DeviceForgottenDto: {
              success: { required: true, type: () => Boolean, example: true },
              message: { required: true, type: () => String, example: 'Device forgotten' },
              ended: {
                required: true,
                type: () => Number,
                description: 'How many of its sessions ended.',
                example: 1,
              },
            },
          },
        ],
        [
          import('./integration/guard-feed/guard.dto.js'),
          {
            GuardPermissionsQuery: {
              user: {
                required: true,
                type: () => String,
                description: "The user's id.",
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d77',
                minLength: 1,
                maxLength: 100,
              },
            },
            GuardServiceDto: {
              id: {
                required: true,
                type: () => String,
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44',
              },
              name: { required: true, type: () => String, example: 'orders' },
            },
            GuardPermissionsDto: {
              success: { required: true, type: () => Boolean, example: true },
              user_id: {
                required: true,
                type: () => String,
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d77',
              },
              service: {
                required: true,
                type: () => t['./integration/guard-feed/guard.dto.js'].GuardServiceDto,
              },
              permissions: {
                required: true,
                type: () => [String],
                example: ['orders:read', 'orders:write'],
              },
              roles: { required: true, type: () => [String], example: ['clerk'] },
              role_ids: {
                required: true,
                type: () => [String],
                description: 'In the order of `roles`.',
                example: ['019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d66'],
              },
              version: {
                required: true,
                type: () => String,
                description: 'Changes whenever one of the lists does.',
                example: '9f3c2ab41d07e655',
              },
            },
          },
        ],
        [
          import('./app-tokens/callers/callers.dto.js'),
          {
            GrantCallerDto: {
              scopes: {
                required: true,
                type: () => [String],
                description:
                  'All that the tokens of the calling service may do here, in place of what was granted before; empty: they are let in, without a scope.',
                example: ['orders:sync'],
                maxItems: 100,
              },
            },
            CallerDto: {
              service_id: {
                required: true,
                type: () => String,
                description: 'The service that relies on the scopes.',
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44',
              },
              caller_service_id: {
                required: true,
                type: () => String,
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d11',
              },
              caller_service_name: { required: true, type: () => String, example: 'billing' },
              scopes: { required: true, type: () => [String], example: ['orders:sync'] },
              granted_by: {
                required: true,
                type: () => String,
                nullable: true,
                description: 'The user who granted them; `null`: an operator.',
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d77',
              },
              granted_at: {
                required: true,
                type: () => String,
                example: '2026-11-23T10:15:30.000Z',
              },
              updated_at: {
                required: true,
                type: () => String,
                description: 'When the scopes were changed last.',
                example: '2026-11-23T10:15:30.000Z',
              },
            },
            CallerShownDto: {
              success: { required: true, type: () => Boolean, example: true },
              caller: {
                required: true,
                type: () => t['./app-tokens/callers/callers.dto.js'].CallerDto,
              },
            },
            CallerGrantedDto: {
              success: { required: true, type: () => Boolean, example: true },
              message: {
                required: true,
                type: () => String,
                example: 'Caller granted successfully',
              },
              caller: {
                required: true,
                type: () => t['./app-tokens/callers/callers.dto.js'].CallerDto,
              },
            },
            CallerListDto: {
              success: { required: true, type: () => Boolean, example: true },
              callers: {
                required: true,
                type: () => [t['./app-tokens/callers/callers.dto.js'].CallerDto],
              },
              declared_scopes: {
                required: true,
                type: () => [String],
                nullable: true,
                description:
                  'What the newest manifest of the service names, and no other scope is granted; `null`: none ever named any.',
                example: ['orders:sync'],
              },
              next_cursor: {
                required: true,
                type: () => String,
                nullable: true,
                description: 'Give it as `cursor` for the next page; `null` on the last.',
              },
            },
            CallerWithdrawnDto: {
              success: { required: true, type: () => Boolean, example: true },
              message: {
                required: true,
                type: () => String,
                example: 'Caller withdrawn successfully',
              },
            },
          },
        ],
        [
          import('./app-tokens/validation/validation.dto.js'),
          {
            ValidatedTokenDto: {
              id: {
                required: true,
                type: () => String,
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d99',
              },
              name: { required: true, type: () => String, example: 'orders in production' },
              scopes: {
                required: true,
                type: () => [String],
                description:
                  "Those that hold at the asking service; at the token's own when nobody else asks.",
                example: ['orders:ship'],
              },
              expires_at: {
                required: true,
                type: () => String,
                nullable: true,
                example: '2027-02-21T10:15:30.000Z',
              },
              allowed_networks: {
                required: true,
                type: () => [String],
                description: 'CIDR blocks that it may be used from; empty: from everywhere.',
                example: ['10.0.0.0/8'],
              },
            },
            AskingServiceDto: {
              id: {
                required: true,
                type: () => String,
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d11',
              },
              name: { required: true, type: () => String, example: 'shipping' },
            },
            HeldGrantDto: {
              scopes: {
                required: true,
                type: () => [String],
                description:
                  "All that the asking service grants to the token's service; the token may have fewer.",
                example: ['orders:ship'],
              },
            },
            ValidationDto: {
              success: { required: true, type: () => Boolean, example: true },
              service: {
                required: true,
                type: () => t['#api/services'].ServiceDto,
                description: 'Whose token it is.',
              },
              token: {
                required: true,
                type: () => t['./app-tokens/validation/validation.dto.js'].ValidatedTokenDto,
              },
              asked_by: {
                required: false,
                type: () => t['./app-tokens/validation/validation.dto.js'].AskingServiceDto,
                description: 'Whose token was shown in `Gatehouse-Asker`; only then.',
              },
              grant: {
                required: false,
                type: () => t['./app-tokens/validation/validation.dto.js'].HeldGrantDto,
                nullable: true,
                description:
                  'What `asked_by` grants to `service`; `null`: nothing, not even to come in, unless they are the same.',
              },
            },
            IntrospectDto: {
              token: {
                required: true,
                type: () => String,
                description: "A user's access token.",
                minLength: 1,
                maxLength: 8192,
              },
            },
            IntrospectedServiceDto: {
              id: {
                required: true,
                type: () => String,
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44',
              },
              name: { required: true, type: () => String, example: 'orders' },
            },
            IntrospectionDto: {
              success: { required: true, type: () => Boolean, example: true },
              active: { required: true, type: () => Boolean, example: true },
              token_type: { required: false, example: 'Bearer', enum: ['Bearer'] },
              iss: { required: false, type: () => String, example: 'https://auth.example.org' },
              aud: {
                required: false,
                type: () => String,
                description:
                  '`JWT_AUDIENCE`; the name of the service in a token that is for the asking service alone.',
                example: 'orders',
              },
              service_id: {
                required: false,
                type: () => String,
                description: 'The id of the asking service, in a token that is for it alone.',
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44',
              },
              sub: {
                required: false,
                type: () => String,
                description: "The user's id.",
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d77',
              },
              sid: {
                required: false,
                type: () => String,
                description: "The session's id.",
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8daa',
              },
              jti: {
                required: false,
                type: () => String,
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8dbb',
              },
              iat: { required: false, type: () => Number, example: 1795428930 },
              exp: { required: false, type: () => Number, example: 1795432530 },
              auth_time: { required: false, type: () => Number, example: 1795428930 },
              amr: { required: false, type: () => [String], example: ['pwd'] },
              service: {
                required: false,
                type: () => t['./app-tokens/validation/validation.dto.js'].IntrospectedServiceDto,
              },
              permissions: {
                required: false,
                type: () => [String],
                description: 'What the user may do in the asking service.',
                example: ['orders:read'],
              },
              roles: { required: false, type: () => [String], example: ['clerk'] },
              role_ids: {
                required: false,
                type: () => [String],
                example: ['019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d66'],
              },
              version: { required: false, type: () => String, example: '9f3c2ab41d07e655' },
            },
          },
        ],
        [
          import('./users/users.dto.js'),
          {
            UserDto: {
              id: {
                required: true,
                type: () => String,
                example: '01938f6e-7c2a-7b3e-9f11-2a4c5d6e7f80',
              },
              email: {
                required: true,
                type: () => String,
                description: 'As typed at registration.',
                example: 'anna@example.org',
              },
              first_name: { required: true, type: () => String, nullable: true, example: 'Anna' },
              last_name: { required: true, type: () => String, nullable: true, example: 'Berger' },
              is_active: { required: true, type: () => Boolean, example: true },
              is_email_verified: { required: true, type: () => Boolean, example: true },
              created_at: {
                required: true,
                type: () => String,
                example: '2026-11-23T10:15:00.000Z',
              },
              last_login: {
                required: true,
                type: () => String,
                nullable: true,
                example: '2026-11-23T10:20:00.000Z',
              },
            },
          },
        ],
        [
          import('./integration/manifest/manifest.dto.js'),
          {
            DeclaredPermissionDto: {
              name: { required: true, type: () => String, example: 'orders:read' },
              description: {
                required: false,
                type: () => String,
                nullable: true,
                example: 'See orders',
              },
            },
            DeclaredRoleDto: {
              name: { required: true, type: () => String, example: 'clerk' },
              description: {
                required: false,
                type: () => String,
                nullable: true,
                example: 'Handles orders',
              },
              permissions: {
                required: false,
                type: () => [String],
                example: ['orders:read'],
                maxLength: 100,
                maxItems: 1000,
              },
              is_default: { required: false, type: () => Boolean, example: false },
            },
            ManifestDto: {
              permissions: {
                required: true,
                type: () => [t['./integration/manifest/manifest.dto.js'].DeclaredPermissionDto],
                maxItems: 1000,
              },
              roles: {
                required: false,
                type: () => [t['./integration/manifest/manifest.dto.js'].DeclaredRoleDto],
                maxItems: 100,
              },
              scopes: {
                required: false,
                type: () => [String],
                description:
                  "The scopes of callers' application tokens that it relies on. From then on no other one is granted, so that a slip of the pen\nis seen; absent: nothing is said of them.",
                example: ['orders:sync'],
                maxItems: 1000,
              },
            },
            ManifestQuery: {
              dry_run: {
                required: false,
                description: '`true` answers what would happen and changes nothing.',
                enum: ['true', 'false'],
              },
            },
            OrphanDto: {
              name: {
                required: true,
                type: () => String,
                description: 'A permission of the service that the manifest does not name.',
                example: 'orders:old',
              },
              held_by: {
                required: true,
                type: () => [String],
                description: 'The roles that hold it.',
                example: ['clerk'],
              },
            },
            DeclaredPermissionsResultDto: {
              created: { required: true, type: () => [String], example: ['orders:write'] },
              updated: {
                required: true,
                type: () => [String],
                description: 'Those with another description than before.',
                example: [],
              },
              unchanged: { required: true, type: () => [String], example: ['orders:read'] },
              orphaned: {
                required: true,
                type: () => [t['./integration/manifest/manifest.dto.js'].OrphanDto],
              },
            },
            DeclaredRolesResultDto: {
              created: { required: true, type: () => [String], example: ['clerk'] },
              extended: {
                required: true,
                type: () => [String],
                description: 'Those that got permissions made by this call.',
                example: [],
              },
              unchanged: { required: true, type: () => [String], example: [] },
            },
            OrphanedScopeDto: {
              name: {
                required: true,
                type: () => String,
                description: 'A scope that is granted and not named.',
                example: 'orders:old',
              },
              granted_to: {
                required: true,
                type: () => [String],
                description: 'The services that hold it.',
                example: ['billing'],
              },
            },
            DeclaredScopesResultDto: {
              created: { required: true, type: () => [String], example: ['orders:sync'] },
              unchanged: { required: true, type: () => [String], example: [] },
              removed: {
                required: true,
                type: () => [String],
                description: 'Those that the manifest before named.',
                example: [],
              },
              orphaned: {
                required: true,
                type: () => [t['./integration/manifest/manifest.dto.js'].OrphanedScopeDto],
              },
            },
            ManifestServiceDto: {
              id: {
                required: true,
                type: () => String,
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44',
              },
              name: { required: true, type: () => String, example: 'orders' },
            },
            ManifestResultDto: {
              success: { required: true, type: () => Boolean, example: true },
              service: {
                required: true,
                type: () => t['./integration/manifest/manifest.dto.js'].ManifestServiceDto,
              },
              dry_run: { required: true, type: () => Boolean, example: false },
              permissions: {
                required: true,
                type: () =>
                  t['./integration/manifest/manifest.dto.js'].DeclaredPermissionsResultDto,
              },
              roles: {
                required: true,
                type: () => t['./integration/manifest/manifest.dto.js'].DeclaredRolesResultDto,
              },
              scopes: {
                required: true,
                type: () => t['./integration/manifest/manifest.dto.js'].DeclaredScopesResultDto,
              },
            },
            KnownNamesDto: {
              success: { required: true, type: () => Boolean, example: true },
              service: {
                required: true,
                type: () => t['./integration/manifest/manifest.dto.js'].ManifestServiceDto,
              },
              permissions: {
                required: true,
                type: () => [String],
                example: ['orders:read', 'orders:write'],
              },
              roles: { required: true, type: () => [String], example: ['admin', 'clerk'] },
              scopes: {
                required: true,
                type: () => [String],
                description: 'Those that its manifest has named.',
                example: ['orders:sync'],
              },
            },
          },
        ],
        [
          import('./oauth/identities/identities.dto.js'),
          {
            IdentityDto: {
              id: {
                required: true,
                type: () => String,
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44',
              },
              provider: { required: true, type: () => String, example: 'google' },
              subject: {
                required: true,
                type: () => String,
                description: "The provider's own name for the person.",
                example: '110248495921238986420',
              },
              email: {
                required: true,
                type: () => String,
                nullable: true,
                example: 'anna@example.org',
              },
              avatar: {
                required: true,
                type: () => String,
                nullable: true,
                example: 'https://lh3.googleusercontent.com/a/photo',
              },
              created_at: {
                required: true,
                type: () => String,
                example: '2026-11-23T10:15:30.000Z',
              },
              last_used_at: {
                required: true,
                type: () => String,
                nullable: true,
                example: '2026-11-23T10:15:30.000Z',
              },
            },
            IdentityListDto: {
              success: { required: true, type: () => Boolean, example: true },
              identities: {
                required: true,
                type: () => [t['./oauth/identities/identities.dto.js'].IdentityDto],
              },
              next_cursor: {
                required: true,
                type: () => String,
                nullable: true,
                description: 'Give it as `cursor` for the next page; `null` on the last.',
              },
              has_password: {
                required: true,
                type: () => Boolean,
                description: 'Whether the account can be signed in to by a password, too.',
                example: true,
              },
            },
            BeginLinkDto: {
              redirect_uri: {
                required: false,
                type: () => String,
                description:
                  'Where to come back to: one of OAUTH_REDIRECT_URIS. Without it the callback answers JSON.',
                example: 'https://app.example.com/settings',
                maxLength: 2048,
              },
              state: {
                required: false,
                type: () => String,
                description:
                  'Given back to the redirect_uri, so that the application knows its own flow again.',
                example: 'af0ifjsldkj',
                maxLength: 512,
              },
            },
            LinkBegunDto: {
              success: { required: true, type: () => Boolean, example: true },
              authorization_url: {
                required: true,
                type: () => String,
                description: 'Send this very browser there, before ten minutes have passed.',
                example: 'https://accounts.google.com/o/oauth2/v2/auth?client_id=\u2026',
              },
            },
            LinkedDto: {
              success: { required: true, type: () => Boolean, example: true },
              message: { required: true, type: () => String, example: 'Identity linked' },
              identity: {
                required: true,
                type: () => t['./oauth/identities/identities.dto.js'].IdentityDto,
              },
            },
            SetPasswordDto: {
              password: {
                required: true,
                type: () => String,
                description: '8 to 128 characters of any kind.',
                example: 'seven herons over the weir',
              },
            },
            IdentityDoneDto: {
              success: { required: true, type: () => Boolean, example: true },
              message: { required: true, type: () => String, example: 'Identity unlinked' },
            },
          },
        ],
        [
          import('./auth/password-reset.dto.js'),
          {
            ForgotPasswordDto: {
              email: { required: true, type: () => String, example: 'anna@example.org' },
            },
            ResetPasswordDto: {
              token: {
                required: true,
                type: () => String,
                description: 'From the link in the mail.',
                example: 'Zr0mXk3cV9b1uT7yQe5wLp2nSd8fHj6aKg4oIi-B_xE',
                maxLength: 1024,
              },
              password: {
                required: true,
                type: () => String,
                description: 'The new password, 8 to 128 characters of any kind.',
                example: 'seven herons over the weir',
              },
              keep: {
                required: false,
                type: () => [String],
                description:
                  'Ids of the ways in to keep, of those that `ways-in` lists; what is not named goes. Ids of others are passed over.',
                example: ['019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44'],
                format: 'uuid',
                maxItems: 100,
              },
            },
            ResetTokenDto: {
              token: {
                required: true,
                type: () => String,
                description: 'From the link in the mail.',
                example: 'Zr0mXk3cV9b1uT7yQe5wLp2nSd8fHj6aKg4oIi-B_xE',
                maxLength: 1024,
              },
            },
            WayInDto: {
              id: {
                required: true,
                type: () => String,
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44',
              },
              kind: {
                required: true,
                description: 'A linked provider, or a device that is known.',
                example: 'identity',
                enum: ['identity', 'device'],
              },
              name: {
                required: true,
                type: () => String,
                description: 'The provider, or a few words on the device.',
                example: 'google',
              },
              email: {
                required: true,
                type: () => String,
                nullable: true,
                description: 'The address that the provider knows.',
                example: 'anna@example.org',
              },
              added_at: {
                required: true,
                type: () => String,
                description: 'When it became a way into this account.',
                example: '2026-11-23T10:15:30.000Z',
              },
              ip: {
                required: true,
                type: () => String,
                nullable: true,
                description: 'From where.',
                example: '203.0.113.7',
              },
              last_used_at: {
                required: true,
                type: () => String,
                nullable: true,
                example: '2026-11-23T10:15:30.000Z',
              },
              keepable: {
                required: true,
                type: () => Boolean,
                description:
                  'Whether `keep` may name it. A provider that was linked before the address was ever verified goes in any case.',
                example: true,
              },
            },
            WaysInDto: {
              success: { required: true, type: () => Boolean, example: true },
              ways_in: {
                required: true,
                type: () => [t['./auth/password-reset.dto.js'].WayInDto],
                description:
                  'What a reset removes unless `keep` names it; the device that asks is not among them, and stays.',
              },
              review_days: {
                required: true,
                type: () => Number,
                description: 'Linked providers count that were added within so many days.',
                example: 30,
              },
            },
            ResetDoneDto: {
              success: { required: true, type: () => Boolean, example: true },
              message: {
                required: true,
                type: () => String,
                example: 'Password has been reset successfully',
              },
              removed: {
                required: true,
                type: () => [t['./auth/password-reset.dto.js'].WayInDto],
                description: 'The ways into the account that went with it.',
              },
            },
          },
        ],
        [
          import('./auth/email-verification.dto.js'),
          {
            VerifyEmailDto: {
              token: {
                required: true,
                type: () => String,
                description: 'From the link in the mail.',
                example: 'Zr0mXk3cV9b1uT7yQe5wLp2nSd8fHj6aKg4oIi-B_xE',
                maxLength: 1024,
              },
              password: {
                required: false,
                type: () => String,
                description: 'That of the registration which is to be confirmed.',
                example: 'velvet tram at midnight',
                maxLength: 1024,
              },
              new_password: {
                required: false,
                type: () => String,
                description:
                  'One that takes the place of every password that somebody registered the address with.',
                example: 'seven herons over the weir',
                maxLength: 1024,
              },
            },
          },
        ],
        [
          import('./auth/registration.dto.js'),
          {
            RegisterDto: {
              email: {
                required: true,
                type: () => String,
                description: 'Compared without regard to case; stored as typed.',
                example: 'anna@example.org',
              },
              password: {
                required: true,
                type: () => String,
                description: '8 to 128 characters of any kind.',
                example: 'velvet tram at midnight',
              },
              first_name: { required: false, type: () => String, nullable: true, example: 'Anna' },
              last_name: { required: false, type: () => String, nullable: true, example: 'Berger' },
            },
            RegisteredDto: {
              success: { required: true, type: () => Boolean, example: true },
              message: {
                required: true,
                type: () => String,
                example: 'User registered successfully',
              },
              user_id: {
                required: true,
                type: () => String,
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44',
              },
            },
            ResendVerificationDto: {
              email: { required: true, type: () => String, example: 'anna@example.org' },
            },
            MessageDto: {
              success: { required: true, type: () => Boolean, example: true },
              message: { required: true, type: () => String, example: 'Done' },
            },
          },
        ],
        [
          import('./auth/sign-in.dto.js'),
          {
            LoginDto: {
              email: { required: true, type: () => String, example: 'anna@example.org' },
              password: { required: true, type: () => String, example: 'velvet tram at midnight' },
              resource: {
                required: false,
                type: () => String,
                description:
                  "The name of the one service that the access token is for (RFC 8707): it is refused everywhere else, by Gatehouse's own\nAPI too. `auth_service`, or nothing: a token of JWT_AUDIENCE, for Gatehouse and all services that take those. Refreshing goes on\nwith it.",
                example: 'orders',
              },
            },
            TokensDto: {
              success: { required: true, type: () => Boolean, example: true },
              access_token: {
                required: true,
                type: () => String,
                description: 'A JWT; send it as `Authorization: Bearer \u2026`.',
                example:
                  'eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6IjAxOWFiMmY0In0.eyJzdWIiOiIwMTlhYjJmNCJ9.c2ln',
              },
              refresh_token: {
                required: true,
                type: () => String,
                description: 'Trade it at `POST /api/auth/refresh`; each use gives the next.',
                example: 'AZqy9GwefTqaUjwfDnuNRA.0.pHqghUIz1c3m8wV0o4rS8Kf8m0nYxQp1y5GdZk3bJtE',
              },
              token_type: { required: true, example: 'Bearer', enum: ['Bearer'] },
              expires_in: {
                required: true,
                type: () => Number,
                description: 'Seconds that the access token lives.',
                example: 3600,
              },
            },
            SignedInDto: { user: { required: true, type: () => t['#api/users'].UserDto } },
            RefreshDto: {
              refresh_token: {
                required: false,
                type: () => String,
                description:
                  'The refresh token, unless it is sent as Bearer. When both are given, this one counts.',
                example: 'AZqy9GwefTqaUjwfDnuNRA.0.pHqghUIz1c3m8wV0o4rS8Kf8m0nYxQp1y5GdZk3bJtE',
              },
              resource: {
                required: false,
                type: () => String,
                description:
                  "The name of the one service that the access token is for (RFC 8707): it is refused everywhere else, by Gatehouse's own\nAPI too. `auth_service`: a token of JWT_AUDIENCE, for Gatehouse and all services that take those. Nothing: for whom the session\nwas begun.",
                example: 'orders',
              },
            },
          },
        ],
        [
          import('./auth/profile.dto.js'),
          {
            MeDto: {
              success: { required: true, type: () => Boolean, example: true },
              user: { required: true, type: () => t['#api/users'].UserDto },
            },
            UpdateProfileDto: {
              first_name: { required: false, type: () => String, nullable: true, example: 'Anna' },
              last_name: { required: false, type: () => String, nullable: true, example: 'Berger' },
            },
            EraseAccountDto: {
              password: {
                required: false,
                type: () => String,
                nullable: true,
                description:
                  "The account's password, so that an open browser alone erases nothing. An account without one proves\nitself by a sign-in within the last five minutes.",
                example: 'velvet tram at midnight',
              },
            },
            ChangePasswordDto: {
              current_password: {
                required: true,
                type: () => String,
                example: 'velvet tram at midnight',
              },
              new_password: {
                required: true,
                type: () => String,
                description: '8 to 128 characters of any kind.',
                example: 'seven herons over the weir',
              },
            },
          },
        ],
        [
          import('./auth/proofs.dto.js'),
          {
            MakeProofDto: {
              purpose: {
                required: true,
                description: 'What the proof is for; it is good for nothing else.',
                example: 'mint_token',
                enum: [
                  'merge',
                  'link_identity',
                  'unlink_identity',
                  'set_password',
                  'erase_account',
                  'erase_user',
                  'mint_token',
                  'rotate_token',
                  'grant_caller',
                  'grant_role',
                ],
              },
              password: {
                required: true,
                type: () => String,
                description: "Of the caller's account; with `email`, of that account.",
                example: 'velvet tram at midnight',
              },
              email: {
                required: false,
                type: () => String,
                description:
                  'For `merge` alone: the address of the other account, whose password is given. It is judged as a sign-in to that account.',
                maxLength: 320,
              },
            },
            ProofMadeDto: {
              success: { required: true, type: () => Boolean, example: true },
              proof: {
                required: true,
                type: () => String,
                description:
                  'Send it as the header `Gatehouse-Proof`, in this session; for the other account of a merge, as `other_proof`. Good once.',
                example: 'Zr0mXk3cV9b1uT7yQe5wLp2nSd8fHj6aKg4oIi-B_xE',
              },
              purpose: {
                required: true,
                example: 'mint_token',
                enum: [
                  'merge',
                  'link_identity',
                  'unlink_identity',
                  'set_password',
                  'erase_account',
                  'erase_user',
                  'mint_token',
                  'rotate_token',
                  'grant_caller',
                  'grant_role',
                ],
              },
              expires_in: {
                required: true,
                type: () => Number,
                description: 'Seconds that it may be used.',
                example: 300,
              },
            },
          },
        ],
        [
          import('./auth/sign-in-answers.dto.js'),
          {
            SignInAnswerDto: {
              token: {
                required: true,
                type: () => String,
                description: 'From the link in the mail.',
                example: 'Zr0mXk3cV9b1uT7yQe5wLp2nSd8fHj6aKg4oIi-B_xE',
                maxLength: 1024,
              },
            },
          },
        ],
        [
          import('./oauth/oauth.dto.js'),
          {
            BeginSignInDto: {
              redirect_uri: {
                required: false,
                type: () => String,
                description:
                  'Where to come back to with a one-time code: one of OAUTH_REDIRECT_URIS, letter by letter (of\n`http://127.0.0.1` and `http://[::1]` the port is free). Without it the callback answers the tokens as JSON.',
                example: 'https://app.example.com/signed-in',
                maxLength: 2048,
              },
              code_challenge: {
                required: false,
                type: () => String,
                description:
                  'S256 of a verifier that must be shown with the code. Required for a `redirect_uri` that is not https, recommended for all.',
                example: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
                pattern: '^[A-Za-z0-9_-]{43}$',
              },
              code_challenge_method: { required: false, example: 'S256', enum: ['S256'] },
              state: {
                required: false,
                type: () => String,
                description:
                  'Given back beside the code, so that the application knows its own flow again.',
                example: 'af0ifjsldkj',
                maxLength: 512,
              },
              resource: {
                required: false,
                type: () => String,
                description:
                  'The name of the one service that the access token is for, as at POST /api/auth/login. With a redirect_uri it counts\nunless the trade of the code names another.',
                example: 'orders',
                maxLength: 200,
              },
            },
            ProviderSignedInDto: {
              message: { required: true, type: () => String, example: 'Authentication successful' },
            },
            CallbackDto: {
              code: {
                required: false,
                type: () => String,
                example: 'n0esc3NRze7LTCu7iYzS6a5acc3f0ogp4',
              },
              state: { required: false, type: () => String, example: 'xcoVv98y2kd44vuqwye3kcq' },
              error: { required: false, type: () => String, example: 'access_denied' },
              error_description: {
                required: false,
                type: () => String,
                description: 'For the log of the server alone.',
                example: 'AADSTS65004: User declined to consent to access the app.',
              },
              error_code: {
                required: false,
                type: () => String,
                description: "Facebook's, where it gives no `error`.",
                example: '1349168',
              },
              error_message: {
                required: false,
                type: () => String,
                example: 'App Not Setup: This app is still in development mode.',
              },
              iss: {
                required: false,
                type: () => String,
                description: 'RFC 9207.',
                example: 'https://accounts.google.com',
              },
              user: {
                required: false,
                type: () => String,
                description: "Apple's, at the first sign-in.",
                example: '"{"name":{"firstName":"Anna","lastName":"Lind"}}"',
              },
            },
            TradeCodeDto: {
              code: {
                required: true,
                type: () => String,
                example: 'Zr0mXk3cV9b1uT7yQe5wLp2nSd8fHj6aKg4oIi-B_xE',
                maxLength: 128,
              },
              code_verifier: {
                required: false,
                type: () => String,
                description: 'Of the challenge that the sign-in was begun with.',
                example: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
                maxLength: 128,
              },
              resource: {
                required: false,
                type: () => String,
                description:
                  'The name of the one service that the access token is for, as at POST /api/auth/login. Nothing: what the sign-in was\nbegun with.',
                example: 'orders',
              },
            },
            ProviderDto: {
              name: { required: true, type: () => String, example: 'google' },
              title: { required: true, type: () => String, example: 'Google' },
              url: {
                required: true,
                type: () => String,
                description: 'Send the browser there to begin.',
                example: 'https://auth.example.com/api/oauth/google',
              },
            },
            ProviderListDto: {
              success: { required: true, type: () => Boolean, example: true },
              providers: { required: true, type: () => [t['./oauth/oauth.dto.js'].ProviderDto] },
              next_cursor: {
                required: true,
                type: () => String,
                nullable: true,
                description: 'Give it as `cursor` for the next page; `null` on the last.',
              },
            },
          },
        ],
        [
          import('./oauth/merging/merge.dto.js'),
          {
            MergeDto: {
              other_proof: {
                required: true,
                type: () => String,
                description:
                  'The proof of the account to be merged into this one, made in this session for the purpose `merge`: by\n`POST /api/auth/proofs` with its address and password, or by a sign-in at its provider.',
                example: 'Zr0mXk3cV9b1uT7yQe5wLp2nSd8fHj6aKg4oIi-B_xE',
              },
              other_access_token: {
                required: false,
                type: () => String,
                description:
                  'No longer taken: every service that was sent the token could have merged the account away. Send `other_proof`.',
                deprecated: true,
              },
              confirmation: {
                required: false,
                type: () => String,
                description: 'The `confirmation` of the preview; without it nothing is changed.',
                example: 'nq0t0Uj3bJ0',
                maxLength: 1024,
              },
            },
            MovedRoleDto: {
              service_id: {
                required: true,
                type: () => String,
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44',
              },
              service_name: { required: true, type: () => String, example: 'billing' },
              role_id: {
                required: true,
                type: () => String,
                example: '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44',
              },
              role_name: { required: true, type: () => String, example: 'editor' },
            },
            MergeAnswerDto: {
              success: { required: true, type: () => Boolean, example: true },
              message: {
                required: true,
                type: () => String,
                example: 'Nothing is changed yet: send the confirmation to merge the accounts',
              },
              merged: {
                required: true,
                type: () => Boolean,
                description: 'Whether it has been done, or only shown.',
                example: false,
              },
              other_email: {
                required: true,
                type: () => String,
                description: 'The address of the account that ends.',
                example: 'anna.old@example.org',
              },
              identities: {
                required: true,
                type: () => [t['./oauth/identities/identities.dto.js'].IdentityDto],
              },
              roles: {
                required: true,
                type: () => [t['./oauth/merging/merge.dto.js'].MovedRoleDto],
              },
              confirmation: {
                required: true,
                type: () => String,
                nullable: true,
                description: 'Send it with the second call; `null` when the merge is done.',
                example: 'nq0t0Uj3bJ0',
              },
            },
          },
        ],
        [
          import('./platform/health/health.dto.js'),
          {
            SeenDto: {
              address: {
                required: true,
                type: () => String,
                description: 'Whom it takes for the client.',
                example: '198.51.100.7',
              },
              peer: {
                required: true,
                type: () => String,
                description: 'Who is at the other end of the connection.',
                example: '10.0.0.2',
              },
              peer_port: {
                required: true,
                type: () => Number,
                description: 'The port that the connection came from.',
                example: 49152,
              },
              forwarded_for: {
                required: true,
                type: () => String,
                nullable: true,
                description: '`X-Forwarded-For` as it came.',
                example: '198.51.100.7',
              },
            },
            LiveDto: {
              success: { required: true, type: () => Boolean, example: true },
              status: { required: true, example: 'up', enum: ['up'] },
              seen: {
                required: false,
                type: () => t['./platform/health/health.dto.js'].SeenDto,
                description:
                  "Only for `gatehouse doctor`, which proves that it has the server's secret.",
              },
            },
            CheckDto: {
              status: { required: true, example: 'up', enum: ['up', 'degraded', 'down'] },
            },
            ReadyDto: {
              success: { required: true, type: () => Boolean, example: true },
              status: {
                required: true,
                description:
                  '`ok`, or `degraded` when something is lost without which it is slower, not wrong.',
                example: 'ok',
                enum: ['degraded', 'ok'],
              },
              checks: {
                required: false,
                type: 'object',
                additionalProperties: true,
                description: 'What was asked, by name; only for callers who may see it.',
                example: { database: { status: 'up' } },
              },
            },
          },
        ],
        [
          import('./integration/guard-feed/guard-tokens.dto.js'),
          {
            ShownTokenDto: {
              digest: {
                required: true,
                type: () => String,
                description:
                  'SHA-256 of the application token that the caller has shown, base64url.',
                example: 'n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg',
              },
              caller: {
                required: false,
                type: () => String,
                description:
                  'Who has shown it: anything that tells the callers of the service apart and says no more. Bad tokens are counted by it.',
                example: 'k3J9x0aQm2Vv',
              },
            },
            AskTokensDto: {
              tokens: {
                required: true,
                type: () => [t['./integration/guard-feed/guard-tokens.dto.js'].ShownTokenDto],
                description: 'In the order of the answer.',
              },
            },
            AskedTokenDto: {
              status: {
                required: true,
                description:
                  '`bad`: unknown, revoked, expired, or of an inactive service. `unavailable`: it could not be looked up.',
                example: 'good',
                enum: ['good', 'bad', 'unavailable'],
              },
              service: {
                required: false,
                type: () => t['#api/services'].ServiceDto,
                description: 'Whose a good token is.',
              },
              token: { required: false, type: () => t['#api/app-tokens'].ValidatedTokenDto },
              asked_by: {
                required: false,
                type: () => t['./app-tokens/validation/validation.dto.js'].AskingServiceDto,
                description: 'The service that asks.',
              },
              grant: {
                required: false,
                type: () => Object,
                description:
                  'What `asked_by` grants to `service`; `null`: nothing, not even to come in, unless they are the same.',
              },
              retry_after_seconds: {
                required: false,
                type: () => Number,
                description:
                  'Of a bad one: this caller has shown too many, and may come back after so many seconds.',
                example: 30,
              },
            },
            AskedTokensDto: {
              success: { required: true, type: () => Boolean, example: true },
              tokens: {
                required: true,
                type: () => [t['./integration/guard-feed/guard-tokens.dto.js'].AskedTokenDto],
              },
            },
          },
        ],
        [
          import('./account-admin/user-admin.dto.js'),
          {
            UsersQuery: {
              email: {
                required: false,
                type: () => String,
                description: 'Only addresses that begin so.',
                example: 'anna@',
                minLength: 1,
                maxLength: 320,
              },
              is_active: {
                required: false,
                description: 'Only accounts that are active, or that are not.',
                enum: ['true', 'false'],
              },
              is_email_verified: {
                required: false,
                description: 'Only accounts whose address is verified, or is not.',
                enum: ['true', 'false'],
              },
            },
            UserListDto: {
              success: { required: true, type: () => Boolean, example: true },
              users: { required: true, type: () => [t['#api/users'].UserDto] },
              next_cursor: {
                required: true,
                type: () => String,
                nullable: true,
                description: 'Give it as `cursor` for the next page; `null` on the last.',
              },
            },
            UserAnswerDto: {
              success: { required: true, type: () => Boolean, example: true },
              user: { required: true, type: () => t['#api/users'].UserDto },
            },
            UpdateUserDto: {
              is_active: {
                required: false,
                type: () => Boolean,
                description:
                  '`false` deactivates: all sessions end, roles count for nothing until it is active again.',
                example: false,
              },
              is_email_verified: {
                required: false,
                type: () => Boolean,
                description: '`true` takes the address as verified; it cannot be taken back.',
                example: true,
              },
              end_sessions: {
                required: false,
                type: () => Boolean,
                description: '`true` ends all sessions of the user.',
                example: true,
              },
            },
            UserUpdatedDto: {
              message: { required: true, type: () => String, example: 'User updated successfully' },
              sessions_ended: {
                required: true,
                type: () => Number,
                description: 'How many sessions ended.',
                example: 2,
              },
            },
            UserDeletedDto: {
              success: { required: true, type: () => Boolean, example: true },
              message: { required: true, type: () => String, example: 'User deleted successfully' },
            },
          },
        ],
        [
          import('./protection/challenges/captcha.dto.js'),
          {
            ChallengeDto: {
              success: { required: true, type: () => Boolean, example: true },
              provider: {
                required: true,
                description:
                  'Who makes and checks the challenge: altcha, turnstile, hcaptcha or recaptcha.',
                example: 'altcha',
                enum: ['altcha', 'turnstile', 'hcaptcha', 'recaptcha'],
              },
              site_key: {
                required: false,
                type: () => String,
                description:
                  'What the widget of turnstile, hcaptcha or recaptcha is shown with; not with altcha.',
                example: '0x4AAAAAAAAjq6WYeRDKmebM',
              },
              algorithm: { required: false, type: () => String, example: 'SHA-256' },
              challenge: {
                required: false,
                type: () => String,
                example: '3f2a9c6f1f0d5a1b5d0b1c7d0b8a4a6be0a1d8f2c3b4a5968778695a4b3c2d1e',
              },
              maxnumber: { required: false, type: () => Number, example: 50000 },
              salt: {
                required: false,
                type: () => String,
                example: '4fd2a19c0b7e33aa51c2d9f0?expires=1767225900&',
              },
              signature: {
                required: false,
                type: () => String,
                example: '9b1deb4d3b7d4bad9bdd2b0d7b3dcb6d0c1b2a3948576675849302a1b2c3d4e5',
              },
            },
          },
        ],
        [
          import('./web/pages.dto.js'),
          {
            LinkQueryDto: {
              token: {
                required: false,
                type: () => String,
                description: 'From the mailed link.',
                maxLength: 1024,
              },
            },
            VerifyFormDto: {
              password: {
                required: false,
                type: () => String,
                description: 'That of the registration which is to be confirmed.',
                maxLength: 1024,
              },
              new_password: {
                required: false,
                type: () => String,
                description: 'One that takes the place of all others.',
                maxLength: 1024,
              },
              new_password_repeat: {
                required: false,
                type: () => String,
                description: 'The same once more, when the page asks for it.',
                maxLength: 1024,
              },
            },
            SignInAnswerFormDto: {},
            ResetFormDto: {
              password: {
                required: false,
                type: () => String,
                description: 'The new password.',
                maxLength: 1024,
              },
              password_repeat: {
                required: false,
                type: () => String,
                description: 'The same once more, when the page asks for it.',
                maxLength: 1024,
              },
            },
            AddressFormDto: {
              email: {
                required: false,
                type: () => String,
                example: 'anna@example.org',
                maxLength: 1024,
              },
            },
          },
        ],
        [
          import('./oauth/proving/begin-proof.dto.js'),
          {
            BeginProofDto: {
              purpose: {
                required: true,
                description: 'What the proof is for; it is good for nothing else.',
                example: 'unlink_identity',
                enum: [
                  'merge',
                  'link_identity',
                  'unlink_identity',
                  'set_password',
                  'erase_account',
                  'erase_user',
                  'mint_token',
                  'rotate_token',
                  'grant_caller',
                  'grant_role',
                ],
              },
            },
          },
        ],
      ],
      controllers: [
        [
          import('./platform/http/openapi/docs.controller.js'),
          {
            DocsController: {
              page: { summary: 'Shows Swagger UI.', type: String },
              document: { summary: 'Gives the OpenAPI document.' },
              asset: { summary: 'Gives a file of Swagger UI.' },
            },
          },
        ],
        [
          import('./signing-keys/jwks.controller.js'),
          {
            JwksController: {
              read: {
                summary:
                  'Lists the public keys of access tokens. For services that verify access tokens themselves.',
                type: t['./signing-keys/jwks.dto.js'].JwksDto,
              },
            },
          },
        ],
        [
          import('./rbac/assignments.controller.js'),
          {
            AssignmentsController: {
              list: {
                summary: "Lists a user's roles in a service.",
                type: t['./rbac/roles.dto.js'].AssignmentListDto,
              },
              listEffective: {
                summary:
                  "Lists a user's effective permissions in a service and the roles that each comes through.",
                type: t['./rbac/explanation.dto.js'].EffectivePermissionsDto,
              },
              explain: {
                summary:
                  'Says whether a user holds a permission in a service, and why or why not. Who may read the roles of this service\nalone is told what follows from roles in it.',
                type: t['./rbac/explanation.dto.js'].ExplanationDto,
              },
              assign: {
                summary: 'Gives a user a role of the service.',
                type: t['./rbac/roles.dto.js'].RoleWrittenDto,
              },
              remove: {
                summary: 'Takes a role of the service from a user.',
                type: t['./rbac/roles.dto.js'].DoneDto,
              },
            },
          },
        ],
        [
          import('./rbac/permissions.controller.js'),
          {
            PermissionsController: {
              list: {
                summary: 'Lists the permissions of all services, or of one.',
                type: t['./rbac/permissions.dto.js'].PermissionListDto,
              },
              create: {
                summary: 'Adds a permission to a service.',
                type: t['./rbac/permissions.dto.js'].PermissionWrittenDto,
              },
              update: {
                summary: 'Changes a permission. Fields that are not given stay.',
                type: t['./rbac/permissions.dto.js'].PermissionWrittenDto,
              },
              remove: {
                summary: 'Deletes a permission and takes it from every role.',
                type: t['./rbac/roles.dto.js'].DoneDto,
              },
            },
          },
        ],
        [
          import('./rbac/roles.controller.js'),
          {
            RolesController: {
              list: {
                summary: 'Lists the roles of a service.',
                type: t['./rbac/roles.dto.js'].RoleListDto,
              },
              create: {
                summary: 'Makes a role in a service.',
                type: t['./rbac/roles.dto.js'].RoleWrittenDto,
              },
              update: {
                summary:
                  'Changes a role. Fields that are not given stay; `?dry_run=true` answers who would gain and lose what, and changes nothing.',
                type: Object,
              },
              remove: {
                summary:
                  'Deletes a role and its assignments; `?dry_run=true` answers who would lose what, and changes nothing.',
                type: Object,
              },
            },
          },
        ],
        [
          import('./rbac/services.controller.js'),
          {
            ServicesController: {
              list: {
                summary: 'Lists all services.',
                type: t['./services/services.dto.js'].ServiceListDto,
              },
              listOwn: {
                summary: 'Lists the services in which the caller has a role.',
                type: t['./rbac/roles.dto.js'].ServicesOfUserDto,
              },
              create: {
                summary: 'Registers a service, with its roles `admin`, `user` and `readonly`.',
                type: t['./services/services.dto.js'].ServiceWrittenDto,
              },
              update: {
                summary: 'Changes a service. Fields that are not given stay.',
                type: t['./services/services.dto.js'].ServiceWrittenDto,
              },
              remove: {
                summary: 'Deletes a service with its roles, permissions, assignments and tokens.',
                type: t['./rbac/roles.dto.js'].DoneDto,
              },
            },
          },
        ],
        [
          import('./sessions/session-stats.controller.js'),
          {
            SessionStatsController: {
              stats: {
                summary: 'Counts the live sessions of all users now, and what happened by day.',
                type: t['./sessions/session-stats.dto.js'].SessionStatsDto,
              },
            },
          },
        ],
        [
          import('./sessions/sessions.controller.js'),
          {
            SessionsController: {
              list: {
                summary: "Lists the caller's live sessions, newest first.",
                type: t['./sessions/sessions.dto.js'].SessionListDto,
              },
              endOthers: {
                summary: 'Ends every session of the caller but the current one.',
                type: t['./sessions/sessions.dto.js'].SessionsEndedDto,
              },
              endOne: {
                summary:
                  'Ends one session of the caller; its tokens are refused from the next request on.',
                type: t['./sessions/sessions.dto.js'].SessionEndedDto,
              },
            },
          },
        ],
        [
          import('./app-tokens/app-tokens.controller.js'),
          {
            AppTokensController: {
              create: {
                summary: 'Mints a token for a service; its value is shown in this answer alone.',
                type: t['./app-tokens/app-tokens.dto.js'].TokenCreatedDto,
              },
              list: {
                summary: 'Lists the tokens of a service, without their values.',
                type: t['./app-tokens/app-tokens.dto.js'].TokenListDto,
              },
              rotate: {
                summary: 'Gives a token a new value; the one before goes on for `overlap_seconds`.',
                type: t['./app-tokens/app-tokens.dto.js'].TokenRotatedDto,
              },
              revoke: {
                summary: 'Revokes a token; every instance refuses it from the next request on.',
                type: t['./app-tokens/app-tokens.dto.js'].TokenDoneDto,
              },
              remove: {
                summary: 'Deletes a token with its counts.',
                type: t['./app-tokens/app-tokens.dto.js'].TokenDoneDto,
              },
            },
          },
        ],
        [
          import('./app-tokens/callers/callers.controller.js'),
          {
            CallersController: {
              list: {
                summary: 'Lists the services that are granted anything here.',
                type: t['./app-tokens/callers/callers.dto.js'].CallerListDto,
              },
              show: {
                summary: 'Shows what one service is granted here.',
                type: t['./app-tokens/callers/callers.dto.js'].CallerShownDto,
              },
              grant: {
                summary:
                  "Lets a service's tokens in here, with these of their scopes; replaces what was granted before.",
                type: t['./app-tokens/callers/callers.dto.js'].CallerGrantedDto,
              },
              withdraw: {
                summary:
                  'Takes all that a service was granted here; its tokens are refused by every guard within the second.',
                type: t['./app-tokens/callers/callers.dto.js'].CallerWithdrawnDto,
              },
            },
          },
        ],
        [
          import('./app-tokens/token-usage.controller.js'),
          {
            TokenUsageController: {
              show: {
                summary:
                  'Counts uses per token and day, and says which tokens are unused for how long.',
                type: t['./app-tokens/app-tokens.dto.js'].ServiceUsageDto,
              },
              showAll: {
                summary: 'Counts uses of tokens per day and service, over all services.',
                type: t['./app-tokens/app-tokens.dto.js'].AllUsageDto,
              },
            },
          },
        ],
        [
          import('./app-tokens/validation/validation.controller.js'),
          {
            ValidationController: {
              validate: {
                summary:
                  'Says whose the application token is that is shown as Bearer, and counts the use; `HEAD` does not count.',
                type: t['./app-tokens/validation/validation.dto.js'].ValidationDto,
              },
              introspect: {
                summary:
                  "Says whether a user's access token is good right now, and what its user may do in the caller's service (RFC 7662).",
                type: t['./app-tokens/validation/validation.dto.js'].IntrospectionDto,
              },
            },
          },
        ],
        [
          import('./mail/mailbox/mailbox.controller.js'),
          {
            MailboxController: {
              list: {
                summary:
                  'Lists the last 200 mails, the newest first. Those just queued are among them; as a page, or as JSON with `Accept: application/json`.',
                type: Object,
              },
              show: { summary: 'Shows one mail, as a page or as JSON.', type: Object },
              frame: {
                summary:
                  'Shows the HTML part of one mail. For a frame that lets nothing in it run.',
                type: String,
              },
            },
          },
        ],
        [
          import('./sessions/devices/devices.controller.js'),
          {
            DevicesController: {
              list: {
                summary: "Lists the devices that the caller's account knows, the last seen first.",
                type: t['./sessions/devices/devices.dto.js'].DeviceListDto,
              },
              forget: {
                summary:
                  'Forgets a device. Its sessions end, and its next sign-in is one from a new device.',
                type: t['./sessions/devices/devices.dto.js'].DeviceForgottenDto,
              },
            },
          },
        ],
        [
          import('./auth/email-verification.controller.js'),
          {
            EmailVerificationController: {
              confirm: {
                summary:
                  'Verifies the address for the registration whose secret is shown: the device that registered (by its cookie or\n`X-Device-Token`), its `password`, or a `new_password`, which takes the place of all that stood there. For the page\nof an application that `VERIFY_EMAIL_URL` leads to.',
                type: t['./auth/registration.dto.js'].MessageDto,
              },
              verify: {
                summary:
                  'Verifies the address that the token was mailed to, for the registration that it was mailed for. A browser is led to the page with the button instead,\nand `HEAD` does nothing: neither a mail scanner nor a preview uses the link up.',
                type: t['./auth/registration.dto.js'].MessageDto,
              },
            },
          },
        ],
        [
          import('./auth/password-reset.controller.js'),
          {
            PasswordResetController: {
              forgot: {
                summary:
                  'Mails a reset link, if the address has an account. The answer is always the same.',
                type: t['./auth/registration.dto.js'].MessageDto,
              },
              reset: {
                summary:
                  'Sets a new password by the mailed token. Every session of the account ends; linked providers that were added lately and\nknown devices go, unless `keep` names them.',
                type: t['./auth/password-reset.dto.js'].ResetDoneDto,
              },
              listWaysIn: {
                summary:
                  'Lists to the holder of the mailed token what a reset would remove; the token stays good.',
                type: t['./auth/password-reset.dto.js'].WaysInDto,
              },
            },
          },
        ],
        [
          import('./auth/profile.controller.js'),
          {
            ProfileController: {
              get: {
                summary: "Shows the signed-in user's account.",
                type: t['./auth/profile.dto.js'].MeDto,
              },
              update: {
                summary: "Changes the signed-in user's account. Fields that are not given stay.",
                type: t['./auth/profile.dto.js'].MeDto,
              },
              erase: {
                summary: 'Erases the account with all that is its own. There is no way back.',
                type: t['./auth/registration.dto.js'].MessageDto,
              },
              changePassword: {
                summary: 'Changes the password. Every other session ends, this one stays.',
                type: t['./auth/registration.dto.js'].MessageDto,
              },
            },
          },
        ],
        [
          import('./auth/proofs.controller.js'),
          {
            ProofsController: {
              make: {
                summary:
                  'Makes a proof, by the password, for one act of the given purpose in this session. A newer one for the same purpose takes\nits place.',
                type: t['./auth/proofs.dto.js'].ProofMadeDto,
              },
            },
          },
        ],
        [
          import('./auth/registration.controller.js'),
          {
            RegistrationController: {
              register: {
                summary:
                  'Registers an account and mails a verification link. A taken address gets the same answer, and its owner a mail.',
                type: t['./auth/registration.dto.js'].RegisteredDto,
              },
              resend: {
                summary:
                  'Mails a new verification link, if there is anything to verify. The answer is always the same.',
                type: t['./auth/registration.dto.js'].MessageDto,
              },
            },
          },
        ],
        [
          import('./auth/sign-in-answers.controller.js'),
          {
            SignInAnswersController: {
              deny: {
                summary:
                  'Undoes a sign-in by the mailed token. Every session ends, and the password must be reset.',
                type: t['./auth/registration.dto.js'].MessageDto,
              },
              confirm: {
                summary: 'Lets a device in by the mailed token; then it signs in again.',
                type: t['./auth/registration.dto.js'].MessageDto,
              },
            },
          },
        ],
        [
          import('./auth/sign-in.controller.js'),
          {
            SignInController: {
              login: {
                summary:
                  'Signs in by address and password. Answers an access token for requests and a refresh token to go on with.',
                type: t['./auth/sign-in.dto.js'].SignedInDto,
              },
              logout: {
                summary:
                  'Signs out. The access and refresh tokens of this session are dead at once. A client whose access tokens are for one\nservice refreshes with `resource: auth_service` first.',
                type: t['./auth/registration.dto.js'].MessageDto,
              },
              refresh: {
                summary:
                  'Trades the refresh token for new tokens. Send it as Bearer or in the body. When the answer is lost, repeat the request\nwith the same token and the same `Idempotency-Key` or `X-Device-Token`: the successor comes again. Each refresh may\nname another `resource`.',
                type: t['./auth/sign-in.dto.js'].TokensDto,
              },
            },
          },
        ],
        [
          import('./audit/api/activity.controller.js'),
          {
            ActivityController: {
              list: {
                summary:
                  "Lists sign-ins, refused ones too, and changes of the caller's account, newest first.",
                type: t['./audit/api/audit-api.dto.js'].ActivityListDto,
              },
            },
          },
        ],
        [
          import('./audit/api/audit.controller.js'),
          {
            AuditController: {
              list: {
                summary: 'Lists what happened, newest first.',
                type: t['./audit/api/audit-api.dto.js'].AuditListDto,
              },
              export: {
                summary:
                  'Exports what happened, as a stream. One event a line, newest first, all that fit the query. The export itself is recorded; `HEAD` takes nothing away.',
              },
            },
          },
        ],
        [
          import('./integration/guard-feed/guard-feed.controller.js'),
          {
            GuardFeedController: {
              feed: {
                summary:
                  'Streams what has changed. Sessions, users, permissions, tokens and keys, as server-sent events.',
              },
              permissions: {
                summary:
                  "Answers a user's roles and permissions in the caller's service, past every cache; 304 when `If-None-Match` still holds.",
                type: t['./integration/guard-feed/guard.dto.js'].GuardPermissionsDto,
              },
            },
          },
        ],
        [
          import('./integration/manifest/manifest.controller.js'),
          {
            ManifestController: {
              read: {
                summary:
                  "The names of the permissions, roles and scopes that the token's own service has, for its code. No scope is needed.",
                type: t['./integration/manifest/manifest.dto.js'].KnownNamesDto,
              },
              declare: {
                summary:
                  "Registers the permissions, default roles and scopes of the token's own service; withdraws nothing.",
                type: t['./integration/manifest/manifest.dto.js'].ManifestResultDto,
              },
            },
          },
        ],
        [
          import('./oauth/callback.controller.js'),
          {
            CallbackController: {
              byQuery: {
                summary:
                  'Finishes a sign-in by a provider. Answers tokens as JSON, or sends the browser on to the application with a one-time code.',
                type: Object,
              },
              byForm: {
                summary:
                  'Finishes a sign-in by a provider that answers by a form (Apple). Otherwise the same as by `GET`.',
                type: Object,
              },
            },
          },
        ],
        [
          import('./oauth/identities/identities.controller.js'),
          {
            IdentitiesController: {
              list: {
                summary: 'Lists the providers that the account is linked with.',
                type: t['./oauth/identities/identities.dto.js'].IdentityListDto,
              },
              beginLink: {
                summary:
                  'Begins to link a provider, which the path names. It is finished by the same browser, while this session lasts.',
                type: t['./oauth/identities/identities.dto.js'].LinkBegunDto,
              },
              unlink: {
                summary:
                  'Unlinks a provider, named by the id of its link. The last way to sign in stays.',
                type: t['./oauth/identities/identities.dto.js'].IdentityDoneDto,
              },
              setPassword: {
                summary: 'Gives an account that has no password its first.',
                type: t['./oauth/identities/identities.dto.js'].IdentityDoneDto,
              },
            },
          },
        ],
        [
          import('./oauth/merging/merge.controller.js'),
          {
            MergeController: {
              merge: {
                summary:
                  "Merges a second account into the signed-in user's. Without the `confirmation` it shows what would move and uses no proof up.\nBoth accounts are proved: this one by the header, the other by `other_proof`.",
                type: t['./oauth/merging/merge.dto.js'].MergeAnswerDto,
              },
            },
          },
        ],
        [
          import('./oauth/oauth.controller.js'),
          {
            OAuthController: {
              list: {
                summary: 'Lists the providers that are on.',
                type: t['./oauth/oauth.dto.js'].ProviderListDto,
              },
              trade: {
                summary:
                  'Trades the one-time code of a finished sign-in for tokens; that of a sign-in which was begun for a proof, for the proof.',
                type: Object,
              },
              begin: {
                summary:
                  'Sends the browser to a provider to sign in; where that cannot be reached, back to the redirect_uri.',
              },
            },
          },
        ],
        [
          import('./account-admin/user-admin.controller.js'),
          {
            UserAdminController: {
              list: {
                summary: 'Lists accounts, by the beginning of their address and by state.',
                type: t['./account-admin/user-admin.dto.js'].UserListDto,
              },
              show: {
                summary: 'Shows one account.',
                type: t['./account-admin/user-admin.dto.js'].UserAnswerDto,
              },
              update: {
                summary:
                  'Changes an account. Activates, deactivates, verifies or ends sessions: whichever fields are given.',
                type: t['./account-admin/user-admin.dto.js'].UserUpdatedDto,
              },
              remove: {
                summary: 'Erases an account for good.',
                type: t['./account-admin/user-admin.dto.js'].UserDeletedDto,
              },
            },
          },
        ],
        [
          import('./protection/challenges/captcha.controller.js'),
          {
            CaptchaController: {
              challenge: {
                summary:
                  "Gives a fresh challenge. Its solution (base64 of the ALTCHA payload, or the token of the provider's widget) goes into the header `X-Captcha-Solution`.",
                type: t['./protection/challenges/captcha.dto.js'].ChallengeDto,
              },
            },
          },
        ],
        [
          import('./platform/health/health.controller.js'),
          {
            HealthController: {
              live: {
                summary:
                  'Says that the process answers. It asks nothing else, so that no outage elsewhere restarts it.',
                type: t['./platform/health/health.dto.js'].LiveDto,
              },
              ready: {
                summary:
                  'Says whether requests should be sent here. It asks the database, its migrations, Redis and the mail server.',
                type: t['./platform/health/health.dto.js'].ReadyDto,
              },
            },
          },
        ],
        [
          import('./platform/metrics/metrics.controller.js'),
          {
            MetricsController: {
              read: {
                summary: 'Gives the numbers of this process in the text format of Prometheus.',
                type: String,
              },
            },
          },
        ],
        [
          import('./web/confirm-sign-in.controller.js'),
          {
            ConfirmSignInController: {
              show: {
                summary:
                  'Shows the page to confirm a sign-in. Mail scanners and previews that open the link use nothing up.',
                type: String,
              },
              confirm: {
                summary: 'Confirms a sign-in. The device is let in, and signs in again.',
                type: String,
              },
            },
          },
        ],
        [
          import('./web/deny-sign-in.controller.js'),
          {
            DenySignInController: {
              show: {
                summary:
                  'Shows the page to deny a sign-in. Mail scanners and previews that open the link use nothing up.',
                type: String,
              },
              deny: {
                summary: 'Denies a sign-in. Every session ends, and the password must be reset.',
                type: String,
              },
            },
          },
        ],
        [
          import('./web/home.controller.js'),
          {
            HomeController: {
              show: {
                summary: 'Shows the start page; during development with links to where to go on.',
                type: String,
              },
              icon: {
                summary:
                  'Browsers ask for it unasked: there is no icon, and no refusal in the log for it.',
              },
            },
          },
        ],
        [
          import('./web/mail-request.controller.js'),
          {
            MailRequestController: {
              forgotForm: { summary: 'Shows the page to ask for a reset link.', type: String },
              forgot: {
                summary:
                  'Mails a reset link, and answers a page. The page is the same whether the address has an account or not.',
                type: String,
              },
              resendForm: {
                summary: 'Shows the page to ask for a verification link.',
                type: String,
              },
              resend: {
                summary:
                  'Mails a new verification link, and answers a page. The page is the same whether the address has an account that needs one or not.',
                type: String,
              },
            },
          },
        ],
        [
          import('./web/reset-password.controller.js'),
          {
            ResetPasswordController: {
              show: {
                summary: 'Shows the page for a new password. Opening it uses nothing up.',
                type: String,
              },
              reset: {
                summary:
                  'Sets a new password from the page. A password that is refused leaves the token as it is.',
                type: String,
              },
            },
          },
        ],
        [
          import('./web/verify-email.controller.js'),
          {
            VerifyEmailController: {
              show: {
                summary:
                  'Shows the page to confirm an address. Mail scanners and previews that open the link use nothing up.',
                type: String,
              },
              verify: {
                summary:
                  'Confirms an address from the page, for the registration whose secret is shown.',
                type: String,
              },
            },
          },
        ],
        [
          import('./integration/guard-feed/guard-tokens.controller.js'),
          {
            GuardTokensController: {
              ask: {
                summary:
                  'Says whose the application tokens are that callers have shown to the service which asks; each use of a good one counts.',
                type: t['./integration/guard-feed/guard-tokens.dto.js'].AskedTokensDto,
              },
            },
          },
        ],
        [
          import('./oauth/proving/provider-proofs.controller.js'),
          {
            ProviderProofsController: {
              begin: {
                summary:
                  'Begins a sign-in at a linked provider, for a proof in this session; it is finished by the same browser. The callback answers\nthe proof as JSON or, with a `redirect_uri`, sends a one-time code to trade at `POST /api/oauth/token`.',
                type: t['./oauth/identities/identities.dto.js'].LinkBegunDto,
              },
            },
          },
        ],
      ],
    },
  };
};
