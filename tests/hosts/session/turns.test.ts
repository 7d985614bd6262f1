// Turns: first come first served, and none that comes too late to be of use.
import { setTimeout as sleep } from "node:timers/promises";
import { Deadline } from "../../../components/hosts/session/deadline";
import { Turns } from "../../../components/hosts/session/turns";

it("passes a turn on from who could do nothing with it any more", async () => {
  const turns = new Turns(1);
  const end = await turns.take(new Deadline(10_000));
  const late = turns.take(new Deadline(140));
  const next = turns.take(new Deadline(10_000));
  // the first is told when 40 ms are left to the second
  await sleep(100);
  end!();
  expect(await late).toBeUndefined();
  expect(await next).toBeInstanceOf(Function);
});

it("gives none after the deadline, and keeps it for the next", async () => {
  const turns = new Turns(1);
  const end = await turns.take(new Deadline(10_000));
  expect(await turns.take(new Deadline(20))).toBeUndefined();
  end!();
  end!();
  const [first, second] = [turns.take(new Deadline(10_000)), turns.take(new Deadline(60))];
  expect(await first).toBeInstanceOf(Function);
  expect(await second).toBeUndefined();
});
