// A host without power, which has it again whatever happened meanwhile: the suites that follow need all three.
import type { Lab } from "../../lab/session";

export async function withoutPower(lab: Lab, host: string, meanwhile: () => Promise<void>): Promise<void> {
  await lab.powerOff(host);
  try {
    await meanwhile();
  } finally {
    await lab.boot(host);
    await lab.waitReady([host]);
  }
}
