// The logs of one host, from what its script printed.

export interface HostLogs {
  /** What the component did there, oldest first. */
  readonly component: readonly string[];
  /** kube-vip's own last lines, oldest first. */
  readonly kubeVip: readonly string[];
  /** Why they could not be read. */
  readonly failure?: string;
}

/** Undefined when the output does not come to its end. `secrets` are masked, beside those that the host knows. */
export function parseLogs(output: string, mark: string, secrets: readonly string[]): HostLogs | undefined {
  const [, component, kubeVip, end] = output.split(new RegExp(`^${mark} (?:component|kube-vip|end)\\n`, "m"));
  if (component === undefined || kubeVip === undefined || end === undefined) return undefined;
  const masked = masker(secrets);
  const lines = (text: string): string[] => text.split("\n").filter((line) => line !== "").map((line) => printable(masked(line)));
  return { component: lines(component), kubeVip: lines(kubeVip).map(withoutEnvelope) };
}

/** Replaces every secret, as it is and as JSON and Go quote it; the longest first, since one may be a part of another. */
function masker(secrets: readonly string[]): (line: string) => string {
  const forms = [...new Set(secrets.flatMap((text) => [text, JSON.stringify(text).slice(1, -1)]))].filter((text) => text !== "").sort((a, b) => b.length - a.length);
  return (line) => forms.reduce((text, form) => text.replaceAll(form, "(secret)"), line);
}

/** A log may hold anything; a terminal must not obey it. */
function printable(line: string): string {
  return line.replaceAll("\t", "  ").replace(/[\u0000-\u001f\u007f-\u009f]/g, "?");
}

/** Runtimes wrap each line: `TIME stderr F TEXT`, or docker's JSON. */
function withoutEnvelope(line: string): string {
  const cri = /^(\S+) (?:stdout|stderr) [FP] (.*)$/.exec(line);
  if (cri) return `${shortTime(cri[1]!)} ${withoutTime(cri[2]!)}`;
  const docker = /^\{"log":"/.test(line) ? dockerLine(line) : undefined;
  return docker ?? line;
}

function dockerLine(line: string): string | undefined {
  try {
    const { log, time } = JSON.parse(line) as { log?: unknown; time?: unknown };
    return typeof log === "string" && typeof time === "string" ? printable(`${shortTime(time)} ${withoutTime(log.trimEnd())}`) : undefined;
  } catch {
    return undefined;
  }
}

/** To the second; the zone stays. */
function shortTime(time: string): string {
  return time.replace(/\.\d+/, "");
}

/** kube-vip writes the time too; the runtime's is enough. */
function withoutTime(text: string): string {
  return text.replace(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d /, "");
}
