// Shell scripts as they travel to a host.

/**
 * Without comments that have a line of their own or stand behind the head of a function, which were a third of what the engine, the provider and the state hold for each host, packed. Lines stay
 * as they are otherwise, so that a person can read the script on the host. Comments of awk programs within go too. What begins the text stays.
 */
export function withoutComments(text: string): string {
  const head = /^(#.*\n)*/.exec(text)![0];
  const body = text.slice(head.length);
  return head + body.replace(/^[ \t]*#.*\n/gm, "").replace(/^([ \t]*[a-z_]+\(\) [{(]) #.*$/gm, "$1");
}
