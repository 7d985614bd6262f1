// Same settings, byte-identical manifests within a major version of this library: a changed byte would restart kube-vip on everybody's hosts.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { renderManifest } from "../../components/manifest";
import { examples } from "./examples";

const folder = join(__dirname, "golden");
const cases = Object.entries(examples).flatMap(([name, settings]) => Object.keys(settings.hosts).map((host) => [`${name}-${host}.yaml`, settings, host] as const));

describe("the golden manifests", () => {
  it.each(cases)("%s is what its settings give, byte for byte", (file, settings, host) => {
    expect(renderManifest(settings, host)).toBe(readFileSync(join(folder, file), "utf8"));
  });

  it("are all compared", () => {
    expect(readdirSync(folder).sort()).toEqual(cases.map(([file]) => file).sort());
  });
});
