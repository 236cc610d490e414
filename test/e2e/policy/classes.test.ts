import { Injectable, Module, Scope } from '@nestjs/common';
import { DcrClient, DcrDecision, DcrModule, type DcrPolicy, type DcrPolicyContext } from 'nestjs-dcr';
import { InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startApplication, type ApplicationSetup } from '../../support/application.js';
import { goodRegistration } from '../../support/hostile-shapes.js';
import { postJson } from '../../support/http.js';
import { Repository } from 'typeorm';

@Injectable()
class Partners {
  includes(softwareId?: string): boolean {
    return softwareId === 'partner';
  }
}

@Injectable()
class PartnerPolicy implements DcrPolicy {
  constructor(
    private readonly partners: Partners,
    @InjectRepository(DcrClient) private readonly clients: Repository<DcrClient>,
  ) {}

  async decide({ softwareId }: DcrPolicyContext): Promise<DcrDecision> {
    if (!this.partners.includes(softwareId)) return DcrDecision.deny('Only partners may register.');
    return (await this.clients.countBy({ softwareId: softwareId! })) < 1
      ? DcrDecision.allow()
      : DcrDecision.deny('This partner is registered.');
  }
}

@Module({
  imports: [TypeOrmModule.forFeature([DcrClient])],
  providers: [Partners, PartnerPolicy],
})
class PartnersModule {}

@Injectable({ scope: Scope.REQUEST })
class PolicyOfARequest implements DcrPolicy {
  decide = () => DcrDecision.allow();
}

@Injectable()
class PolicyWithArrow implements DcrPolicy {
  constructor(private readonly partners: Partners) {}
  decide = ({ softwareId }: DcrPolicyContext) =>
    this.partners.includes(softwareId)
      ? DcrDecision.allow()
      : DcrDecision.deny('Only partners may register.');
}

class NoPolicy {}

async function start(setup: Partial<ApplicationSetup> & Pick<ApplicationSetup, 'dcr'>) {
  const application = await startApplication(setup);
  onTestFinished(() => application.close());
  return (softwareId?: string) =>
    postJson(`${application.url}/register`, { ...goodRegistration, software_id: softwareId });
}

describe('a policy that is a class', () => {
  test('decides with providers of the application', async () => {
    const post = await start({ imports: [PartnersModule], dcr: { enabled: true, policy: PartnerPolicy } });
    expect((await post('stranger')).json()['error_description']).toBe('Only partners may register.');
    expect((await post('partner')).status).toBe(201);
    expect((await post('partner')).json()['error_description']).toBe('This partner is registered.');
  });

  test('may come from the factory', async () => {
    const post = await start({
      imports: [PartnersModule],
      dcr: { useFactory: () => ({ enabled: true, policy: PartnerPolicy }) },
    });
    expect((await post('stranger')).status).toBe(400);
    expect((await post('partner')).status).toBe(201);
  });

  test('may have its method as a property', async () => {
    const post = await start({
      providers: [Partners, PolicyWithArrow],
      dcr: { enabled: true, policy: PolicyWithArrow },
    });
    expect((await post('stranger')).status).toBe(400);
    expect((await post('partner')).status).toBe(201);
  });

  test.each([
    ['no module provides', PartnerPolicy, []],
    ['no module provides, with its method as a property,', PolicyWithArrow, []],
    ['is request-scoped', PolicyOfARequest, [PolicyOfARequest]],
  ])('that %s fails at startup', async (_, policy, providers) => {
    const starting = startApplication({ providers, dcr: { enabled: true, policy } });
    await expect(starting).rejects.toThrow(
      new RegExp(`option "policy" names the class ${policy.name}.*Add ${policy.name} to the providers`),
    );
  });

  test('without decide() fails at startup', async () => {
    const starting = startApplication({
      providers: [NoPolicy],
      dcr: { enabled: true, policy: NoPolicy as unknown as typeof PartnerPolicy },
    });
    await expect(starting).rejects.toThrow(/option "policy".*NoPolicy.*decide/);
  });

  test('is looked up in its own application only', async () => {
    await start({ imports: [PartnersModule], dcr: { enabled: true, policy: PartnerPolicy } });
    const without = startApplication({ dcr: false, imports: [DcrModule.forRoot({ policy: PartnerPolicy })] });
    await expect(without).rejects.toThrow(/option "policy"/);
  });
});
