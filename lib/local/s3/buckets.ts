import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { ServiceError } from '../http';

export interface StoredObject {
  readonly key: string;
  readonly size: number;
  /** Epoch milliseconds. */
  readonly modified: number;
}

const MISSING = new Set(['ENOENT', 'ENOTDIR', 'EISDIR']);

const unlessMissing = <T>(read: () => T): T | undefined => {
  try {
    return read();
  } catch (error) {
    if (MISSING.has((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
};

/** A folder that stands for S3: a folder in it is a bucket, and a file in that an object, its path the key. */
export class Buckets {
  /** @param folder gives the folder when it is first needed */
  constructor(private readonly folder: () => string) {}

  create(bucket: string): void {
    mkdirSync(join(this.folder(), bucket), { recursive: true });
  }

  /** @throws ServiceError `NoSuchBucket`, `NoSuchKey` */
  read(bucket: string, key: string): Buffer {
    const content = unlessMissing(() => readFileSync(this.pathOf(bucket, key)));
    if (content) return content;
    throw new ServiceError('NoSuchKey', 'The specified key does not exist.', { status: 404 });
  }

  /** @throws ServiceError `NoSuchBucket` */
  write(bucket: string, key: string, content: string | Buffer): void {
    const path = this.pathOf(bucket, key);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }

  /** One that is not there is gone already. @throws ServiceError `NoSuchBucket` */
  delete(bucket: string, key: string): void {
    rmSync(this.pathOf(bucket, key), { force: true });
  }

  /** In the order of the keys. @throws ServiceError `NoSuchBucket` */
  list(bucket: string, prefix = ''): readonly StoredObject[] {
    const root = this.bucketOf(bucket);
    return readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        const { size, mtimeMs } = statSync(path);
        return { key: relative(root, path).split(sep).join('/'), size, modified: mtimeMs };
      })
      .filter(({ key }) => key.startsWith(prefix))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  private bucketOf(bucket: string): string {
    const path = resolve(this.folder(), bucket);
    const isBucket = bucket !== '' && dirname(path) === resolve(this.folder());
    if (isBucket && unlessMissing(() => statSync(path))?.isDirectory()) return path;
    throw new ServiceError('NoSuchBucket', 'The specified bucket does not exist', { status: 404 });
  }

  /** A key that would lead out of its bucket is none. */
  private pathOf(bucket: string, key: string): string {
    const root = this.bucketOf(bucket);
    const path = resolve(root, key);
    if (path.startsWith(`${root}${sep}`)) return path;
    throw new ServiceError('InvalidArgument', `The key '${key}' cannot be a file here`);
  }
}
