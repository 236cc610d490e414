import { generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { JWK, JWKS } from 'oidc-provider';
import { Repository } from 'typeorm';
import { ServerSecret } from './server-secret.entity.js';

const newKeyPair = promisify(generateKeyPair);

/** Keys are stored in the database, so that cookies and tokens stay valid after a restart. */
@Injectable()
export class ServerSecretsService {
  constructor(@InjectRepository(ServerSecret) private readonly secrets: Repository<ServerSecret>) {}

  signingKeys(): Promise<JWKS> {
    return this.keep('signing-keys', async () => {
      const { privateKey } = await newKeyPair('rsa', { modulusLength: 2048 });
      return { keys: [{ ...(privateKey.export({ format: 'jwk' }) as JWK), alg: 'RS256', use: 'sig' }] };
    });
  }

  cookieKeys(): Promise<string[]> {
    return this.keep('cookie-keys', () => Promise.resolve([randomBytes(32).toString('base64url')]));
  }

  private async keep<T>(name: string, make: () => Promise<T>): Promise<T> {
    const kept = await this.secrets.findOneBy({ name });
    if (kept) return kept.value as T;
    const insert = this.secrets
      .createQueryBuilder()
      .insert()
      .values({ name, value: (await make()) as object });
    await insert.orIgnore().execute();
    // Another process may have stored it first.
    return (await this.secrets.findOneByOrFail({ name })).value as T;
  }
}
