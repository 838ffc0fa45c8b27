import { FakeGatehouse } from '../../libs/guard/src/testing/index.js';
import { describeGuardProtocol, type ProtocolServer } from './guard-protocol.js';

const done =
  <A extends unknown[]>(act: (...args: A) => unknown) =>
  (...args: A): Promise<void> => {
    act(...args);
    return Promise.resolve();
  };

describeGuardProtocol('FakeGatehouse', async (): Promise<ProtocolServer> => {
  const fake = await FakeGatehouse.start({ heartbeatMs: 100 });
  return {
    url: fake.url,
    issuer: fake.issuer,
    service: { id: fake.serviceId, name: fake.service },
    appToken: fake.appToken,
    signIn: (resource) => Promise.resolve(fake.signIn(resource === undefined ? {} : { resource })),
    stepUp: (session) => Promise.resolve(fake.stepUp(session)),
    endSession: done((id: string) => fake.endSession(id)),
    setUserActive: done((id: string, isActive: boolean) => fake.setUserActive(id, isActive)),
    setRole: (name, permissions, options) =>
      Promise.resolve(fake.setRole(name, permissions, options)),
    assignRole: done((id: string, name: string) => fake.assignRole(id, name)),
    unassignRole: done((id: string, name: string) => fake.unassignRole(id, name)),
    addUnit: (parent) => Promise.resolve(fake.addUnit(parent)),
    moveUnit: done((id: string, parent: string) => fake.moveUnit(id, parent)),
    deleteUnit: done((id: string) => fake.deleteUnit(id)),
    addMember: done((unitId: string, userId: string) => fake.addMember(unitId, userId)),
    assignRoleAt: done((unitId: string, name: string, userId: string | null) =>
      fake.assignRoleAt(unitId, name, userId),
    ),
    createAppToken: (options) => Promise.resolve(fake.createAppToken(options)),
    grantCaller: done((caller: string, scopes: readonly string[]) =>
      fake.grantCaller(caller, scopes),
    ),
    withdrawCaller: done((caller: string) => fake.withdrawCaller(caller)),
    revokeAppToken: done((id: string) => fake.revokeAppToken(id)),
    setServiceActive: done((name: string, isActive: boolean) =>
      fake.setServiceActive(name, isActive),
    ),
    rotateKeys: done(() => fake.rotateKeys()),
    addInstance: () => fake.addInstance(),
    forgetChanges: done(() => fake.forgetChanges()),
    close: () => fake.close(),
  };
});
