import { Inject, Injectable } from '@nestjs/common';
import { EndpointLocation } from '../http/endpoint.location.js';
import { DCR_OPTIONS, type ResolvedDcrOptions } from '../options/resolved-options.js';
import { DiscoverySwitch } from '../cimd/discovery.switch.js';
import { RegistrationSwitch } from '../registration/registration.switch.js';

/**
 * A discovery document: RFC 8414 metadata, or OpenID Connect's, which has the same members.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8414#section-2
 */
export type DiscoveryDocument = Record<string, unknown> & { issuer: string };

/** Announces that client ids may be URLs of metadata documents. */
const DOCUMENTS = 'client_id_metadata_document_supported';

/**
 * Announces the registration endpoint, and the support of metadata documents.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8414#section-3
 */
@Injectable()
export class DcrMetadataService {
  /** @internal */
  constructor(
    @Inject(DCR_OPTIONS) private readonly options: ResolvedDcrOptions,
    private readonly location: EndpointLocation,
    private readonly registration: RegistrationSwitch,
    private readonly documents: DiscoverySwitch,
  ) {}

  /**
   * Adds to your own document what clients need to register: `registration_endpoint` while registration is
   * open, `client_id_metadata_document_supported` while documents are read, S256, the method `none`, and explicit grants (the RFC's default would announce `implicit`).
   *
   * @see https://www.rfc-editor.org/rfc/rfc8414#section-2
   * @returns a new document; the given one is not changed
   */
  async describe<Document extends DiscoveryDocument>(
    document: Document,
  ): Promise<Document & { registration_endpoint?: string }> {
    const { registration_endpoint: own, [DOCUMENTS]: _, ...rest } = document;
    const described: Record<string, unknown> = {
      ...rest,
      response_types_supported: document['response_types_supported'] ?? ['code'],
      grant_types_supported: document['grant_types_supported'] ?? ['authorization_code', 'refresh_token'],
      code_challenge_methods_supported: including(document['code_challenge_methods_supported'], 'S256'),
      token_endpoint_auth_methods_supported: including(
        document['token_endpoint_auth_methods_supported'],
        'none',
      ),
    };
    if (await this.areDocumentsRead()) described[DOCUMENTS] = true;
    if (await this.isOpen()) described['registration_endpoint'] = own ?? this.endpoint(document.issuer);
    return described as unknown as Document & { registration_endpoint?: string };
  }

  private async isOpen(): Promise<boolean> {
    return this.options.enabled && !(await this.registration.isPaused());
  }

  private async areDocumentsRead(): Promise<boolean> {
    return this.options.cimd.enabled && !(await this.documents.isPaused());
  }

  /** From configuration, never from the Host header, which a caller chooses. */
  private endpoint(issuer: string): string {
    return this.options.metadata?.registration_endpoint ?? new URL(issuer).origin + this.location.pathname();
  }
}

function including(list: unknown, value: string): unknown[] {
  const values: unknown[] = Array.isArray(list) ? list : [];
  return values.includes(value) ? values : [...values, value];
}
