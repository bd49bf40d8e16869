import type { V1ProjectedVolumeSource } from '@kubernetes/client-node/dist/gen/models/V1ProjectedVolumeSource.js';
import type { V1KeyToPath } from '@kubernetes/client-node/dist/gen/models/V1KeyToPath.js';
import { forbidden, invalid, required, type FieldError } from '../../field.ts';
import type { ReleaseRef } from '../../json.ts';
import type { Wire } from '../../types.ts';
import { fileMode, localNonReservedPath } from './paths.ts';
import { validateDownwardFile, validateKeyToPath } from './volume-files.ts';

/** validateProjectedVolumeSource: several sources in one directory, whose paths must not collide. */
export function validateProjectedVolume(
  projection: Wire<V1ProjectedVolumeSource>,
  field: string,
  release: ReleaseRef,
): FieldError[] {
  const errors = fileMode(projection.defaultMode, `${field}.defaultMode`);
  const paths = new Set<string>();
  const claim = (path: string, badValue: string): void => {
    if (path === '') return;
    if (paths.has(path)) errors.push(invalid(field, badValue, 'conflicting duplicate paths'));
    paths.add(path);
  };
  const items = (name: string, list: readonly Wire<V1KeyToPath>[] | undefined, at: string): void => {
    if (name === '') errors.push(required(`${at}.name`));
    list?.forEach((item, i) => {
      errors.push(...validateKeyToPath(item, `${at}.items[${i}]`));
      claim(item.path, name);
    });
  };
  projection.sources?.forEach((source, i) => {
    const at = `${field}.sources[${i}]`;
    let count = 0;
    if (source.secret !== undefined) {
      count++;
      items(source.secret.name ?? '', source.secret.items, `${at}.secret`);
    }
    if (source.configMap !== undefined) {
      count++;
      items(source.configMap.name ?? '', source.configMap.items, `${at}.configMap`);
    }
    if (source.downwardAPI !== undefined) {
      count++;
      for (const file of source.downwardAPI.items ?? []) {
        errors.push(...validateDownwardFile(file, `${at}.downwardAPI`, release));
        claim(file.path, file.path);
      }
    }
    if (source.serviceAccountToken !== undefined) {
      count++;
      const { expirationSeconds = 0, path } = source.serviceAccountToken;
      const seconds = `${at}.serviceAccountToken.expirationSeconds`;
      if (expirationSeconds < 600) {
        errors.push(invalid(seconds, expirationSeconds, 'may not specify a duration less than 10 minutes'));
      }
      if (expirationSeconds > 2 ** 32) {
        errors.push(invalid(seconds, expirationSeconds, 'may not specify a duration larger than 2^32 seconds'));
      }
      if (path === '') errors.push(required(`${field}.path`));
      else if (release.name !== '1.20') errors.push(...localNonReservedPath(path, `${field}.path`));
    }
    if (source.clusterTrustBundle !== undefined || source.podCertificate !== undefined) count++;
    if (count > 1) {
      const what = release.name === '1.20' ? '' : ' per source';
      errors.push(forbidden(at, `may not specify more than 1 volume type${what}`));
    }
  });
  return errors;
}
