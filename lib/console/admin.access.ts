import { Inject, Injectable, type OnModuleInit, Optional } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { DcrAdminService } from '../admin/admin.service.js';

/**
 * Finds the `DcrAdminService` of the application, so that the console's module need not import `DcrModule` itself: each
 * `forRoot()` would make another one.
 */
@Injectable()
export class AdminAccess implements OnModuleInit {
  private found!: DcrAdminService;

  constructor(
    @Optional() @Inject(DcrAdminService) private readonly imported: DcrAdminService | undefined,
    private readonly modules: ModulesContainer,
  ) {}

  get admin(): DcrAdminService {
    return this.found;
  }

  onModuleInit(): void {
    const all = [...this.modules.values()].flatMap(({ providers }) => {
      const instance = providers.get(DcrAdminService)?.instance as DcrAdminService | undefined;
      return instance ? [instance] : [];
    });
    const [first, ...others] = all;
    if (!first) throw new Error('DcrConsoleModule needs DcrModule: import DcrModule.forRoot() too.');
    if (!this.imported && others.length > 0)
      throw new Error(
        'DcrModule is imported more than once. Tell DcrConsoleModule which one to show: imports: [the module that exports it].',
      );
    this.found = this.imported ?? first;
  }
}
