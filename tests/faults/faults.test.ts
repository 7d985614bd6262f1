// Everything that can go wrong on the way, injected for real in the middle of an update. After each fault the VIP answers, no host has half of
// anything, and the next `up` does the work or says what to do. Here is not: an image that is not kube-vip, which the lab suite has.
import { theLab } from "../lab/theLab";
import { cuts } from "./cuts";
import { firstInstallation } from "./firstInstallation";
import { identity } from "./identity";
import { image } from "./image";
import { lag } from "./lag";
import { leading } from "./leading";
import { oneHost } from "./oneHost";
import { others } from "./others";
import { retired } from "./retired";
import { stranger } from "./stranger";
import { World } from "./world";

jest.setTimeout(10 * 60_000);

const lab = theLab();

firstInstallation(lab);

describe("a fault in the middle of an update", () => {
  const world = new World(lab);
  afterAll(() => world.end());

  cuts(world);
  oneHost(world);
  image(world);
  others(world);
  stranger(world);
  lag(world);
  leading(world);
  identity(world);
  retired(world);
});
