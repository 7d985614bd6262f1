// For `.ci/run`: installs the Debian packages that the lab and all tests need, and fails where the machine cannot run them even so.
import { checkMachine, installMissing } from "../lab/doctor";

async function prepare(): Promise<void> {
  const installed = await installMissing(console.log, { forTests: true });
  console.log(installed.length > 0 ? `Installed: ${installed.join(", ")}.` : "All Debian packages are there.");
  const problems = await checkMachine();
  for (const { what, remedy } of problems) console.error(`${what}\n  ${remedy}`);
  if (problems.length > 0) process.exitCode = 1;
}

prepare().catch((error: unknown) => {
  console.error((error as Error).message);
  process.exitCode = 1;
});
