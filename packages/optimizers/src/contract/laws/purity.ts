import { noisy } from "../noisy.js";
import { recording, repeat } from "../../transcript.js";
import { defineLaw, insistSame } from "../law.js";

export const purity = defineLaw({
  name: "purity",
  about:
    "init and step change nothing that they are given and keep nothing but their state, in whatever order they are called",
  check({ make, fresh, run }) {
    insistSame(
      { state: make().init(3, noisy()) },
      { state: make().init(3, noisy()) },
      "two calls of init with the same size came to two states",
    );
    // Frozen state, θ and answers compared.
    const { optimizer, transcript } = recording(make());
    run({ optimizer });
    repeat(make(), transcript());
    repeat(fresh(), transcript(), "from a fresh start");
    return undefined;
  },
});
