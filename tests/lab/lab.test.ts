// The suites that need real control planes: one lab for all of them, pristine hosts for each.
import { attachLab, type Lab, startLab } from "../../lab/session";
import { access } from "./suites/access";
import { faults } from "./suites/faults";
import { findings } from "./suites/findings";
import { lifecycle } from "./suites/lifecycle";
import { role } from "./suites/role";
import { rollout } from "./suites/rollout";
import { safety } from "./suites/safety";
import { secrets } from "./suites/secrets";

jest.setTimeout(10 * 60_000);

/** While one works on a suite: the name of a lab that is up and stays up. */
const attached = process.env["LAB_NAME"];

let lab: Lab | undefined;

function theLab(): Lab {
  if (!lab) throw new Error("the lab did not start");
  return lab;
}

beforeAll(async () => {
  lab = attached === undefined ? await startLab({ name: `suite-${process.pid}` }) : await attachLab(attached);
}, 40 * 60_000);

afterAll(async () => {
  if (attached === undefined) await lab?.down();
});

lifecycle(theLab);
rollout(theLab);
faults(theLab);
safety(theLab);
access(theLab);
secrets(theLab);
role(theLab);
findings(theLab);
