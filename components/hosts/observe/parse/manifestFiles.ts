// Files of the static Pod folder: what `stat`, `sha256sum` and `grep` say about them.
import type { ManifestFile } from "../../../facts/hostFacts";
import type { Answer } from "../answer";

export interface FileStatus {
  readonly mode: string;
  readonly owner: string;
  readonly group: string;
  readonly bytes: number;
  readonly modified: number;
}

/** `stat -c '%a %U %G %s %Y %n'`, by path. */
export function readStatus(answer: Answer): ReadonlyMap<string, FileStatus> {
  return new Map(answer.lines("stat").flatMap((line) => {
    const [, mode, owner, group, bytes, modified, path] = /^([0-7]+) (\S+) (\S+) (\d+) (\d+) (.+)$/.exec(line) ?? [];
    return path === undefined ? [] : [[path, { mode: mode!, owner: owner!, group: group!, bytes: Number(bytes), modified: Number(modified) }] as const];
  }));
}

/** SHA-256 by path. */
export function readSums(answer: Answer): ReadonlyMap<string, string> {
  return new Map(answer.lines("sums").flatMap((line) => {
    const [, sum, path] = /^([0-9a-f]{64}) [ *](.+)$/.exec(line) ?? [];
    return path === undefined ? [] : [[path, sum!] as const];
  }));
}

/** kubelet reads the files of the folder itself, none below it. */
function readByKubelet(path: string, folder: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return !name.startsWith(".") && path === `${folder.replace(/\/+$/, "")}/${name}`;
}

export interface ManifestsFolder {
  readonly exists: boolean;
  readonly files: readonly ManifestFile[];
}

export function readManifestsFolder(answer: Answer, folder: string): ManifestsFolder {
  const [there, ...paths] = answer.lines("manifests");
  return { exists: there === "folder", files: readFiles(answer, folder, paths) };
}

function readFiles(answer: Answer, folder: string, paths: readonly string[]): ManifestFile[] {
  const status = readStatus(answer);
  const sums = readSums(answer);
  const defining = new Set(answer.lines("defining"));
  return paths.flatMap((path) => {
    const known = status.get(path);
    // gone while it was looked at
    if (known === undefined) return [];
    return [{ path, ...known, sha256: sums.get(path) ?? "", definesKubeVip: defining.has(path), readByKubelet: readByKubelet(path, folder) }];
  });
}
