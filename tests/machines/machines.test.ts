// Control planes that come and go, move, change their keys and are replaced, under a VIP that is in use; and the day on which no API server answers.
import { theLab } from "../lab/theLab";
import { comeAndGo } from "./comeAndGo";
import { darkDay } from "./darkDay";
import { destroyed } from "./destroyed";
import { Machines } from "./machines";
import { whoIsWho } from "./whoIsWho";

jest.setTimeout(10 * 60_000);

const lab = theLab();

describe("control planes", () => {
  const machines = new Machines(lab);
  beforeAll(() => machines.begin());
  afterAll(() => machines.end());

  comeAndGo(machines);
  whoIsWho(machines);
  darkDay(machines);
  destroyed(machines);
});
