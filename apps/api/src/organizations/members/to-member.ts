import type { ListedMember } from '#api/units';
import type { MemberDto } from './members.dto.js';

export function toMember(member: ListedMember): MemberDto {
  return {
    user_id: member.id,
    email: member.email,
    first_name: member.firstName,
    last_name: member.lastName,
    is_active: member.isActive,
    is_owner: member.isOwner,
    unit_ids: [...member.unitIds].sort(),
    created_at: member.createdAt.toISOString(),
  };
}
