// The lab of one test file: started before its first test, or one that is up already, and ended after the last.
import { attachLab, type Lab, startLab } from "../../lab/session";

/** While one works on a suite: the name of a lab that is up and stays up. */
const attached = process.env["LAB_NAME"];

/** Call it at the top of a test file; what it returns gives the lab to whatever runs within a test. */
export function theLab(): () => Lab {
  let lab: Lab | undefined;
  beforeAll(async () => {
    lab = attached === undefined ? await startLab({ name: `suite-${process.pid}` }) : await attachLab(attached);
  }, 40 * 60_000);
  afterAll(async () => {
    if (attached === undefined) await lab?.down();
  });
  return () => {
    if (!lab) throw new Error("the lab did not start");
    return lab;
  };
}
