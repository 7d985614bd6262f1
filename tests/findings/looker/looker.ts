// Looks at a lab's hosts with the real observing script over real SSH, from inside of the lab's network: one process for as many looks as are wanted.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Lab } from "../../../lab/session";
import type { Observations } from "../../../components/facts/observation";
import type { Finding } from "../../../components/plan/findings/finding";
import type { ResolvedArgs } from "../../../components/settings/resolve";
import { REPOSITORY } from "../../lab/stack";

export interface Question {
  readonly args: ResolvedArgs;
  /** `STACK::PROJECT::TYPE::NAME` of who is about to change the hosts. */
  readonly owner: string;
  /** Keys of hosts whose address is not known yet. */
  readonly late: readonly string[];
}

export type Answer = { readonly findings: readonly Finding[]; readonly observations: Observations } | { readonly error: string };

export interface Seen {
  readonly findings: readonly Finding[];
  readonly observations: Observations;
}

export interface Looker {
  /** One look at a time. @throws when the arguments do not pass the checks */
  look(question: Question): Promise<Seen>;
  end(): void;
}

export function startLooker(lab: Lab): Looker {
  const [program, args] = lab.insideCommand(join(REPOSITORY, "node_modules", ".bin", "tsx"), [join(__dirname, "program.ts")]);
  const child = spawn(program, args, { cwd: REPOSITORY, stdio: ["pipe", "pipe", "inherit"] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    look: async (question) => {
      child.stdin.write(`${JSON.stringify(question)}\n`);
      const { value, done } = await answers.next();
      if (done === true) throw new Error("the program that looks at the hosts has ended");
      const answer = JSON.parse(value) as Answer;
      if ("error" in answer) throw new Error(answer.error);
      return answer;
    },
    end: () => child.stdin.end(),
  };
}
