/**
 * The module, its options and the presets.
 *
 * @module Options
 */
export {
  DcrModule,
  type DcrModuleOptions,
  type DcrModuleAsyncOptions,
  type DcrModuleExtras,
  type DcrOptionsFactory,
  type DcrRequest,
  type AuditOptions,
  type AuthorizationServerMetadata,
  type CleanupOptions,
  type ClientAge,
  type RedirectUriRules,
  type ScopeRules,
  chatGptCompatibility,
  mcpCompatibility,
  vsCodeCompatibility,
} from 'nestjs-dcr';
