// The state is older than the hosts: another copy of the program changed them, or somebody restored it.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { manifests } from "../lab/sights";
import { AT_ONCE } from "../lab/stack";
import { changes, said } from "../lab/told";
import { expectWhole } from "./whole";
import type { World } from "./world";

const WARNING = "has another manifest than this program wants, but Pulumi sees nothing to do there";

export function lag(world: World): void {
  describe("by a state that is older than the hosts", () => {
    beforeAll(() => world.installed());

    it("is told by preview and update, which leave the host alone; what they say to do gives it what is wanted", async () => {
      const [host] = await world.followers();
      const older = join(world.stack.dir, "..", "older.json");
      await writeFile(older, await world.stack.exportStack());
      const wanted = (await manifests(world.lab))[host];
      await world.changePod(host);
      await world.stack.up(AT_ONCE);
      const other = await manifests(world.lab);
      expect(other[host]).not.toEqual(wanted);
      await world.stack.pulumi(["stack", "import", "--file", older]);
      await world.changePod(host);
      expect(said(await world.stack.preview())).toContain(`${host} ${WARNING}`);
      const nothing = await world.stack.up(AT_ONCE);
      expect(changes(nothing)).toEqual([]);
      expect(said(nothing)).toContain(`${host} ${WARNING}`);
      expect(await manifests(world.lab)).toEqual(other);
      await world.set({ rollout: { retry: "after the old state came back" } });
      await world.stack.up(AT_ONCE);
      expect((await manifests(world.lab))[host]).toEqual(wanted);
      expect(said(await world.stack.preview())).not.toContain(WARNING);
      await expectWhole(world.lab);
    });
  });
}
