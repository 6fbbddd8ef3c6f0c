/** What is known of a family of image files apart from the pixels. */
export interface ImageFamily {
  readonly name: string;
  /** Class names by label: what users type. */
  readonly classes: readonly string[];
  /** What each class shows, where its name does not say. */
  readonly descriptions?: readonly string[];
  readonly source: string;
  readonly licence: string;
  readonly citation?: string;
}

const digits = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/** Every image family that comes as IDX files, by name, and the only list of them. */
export const imageFamilies = {
  mnist: {
    name: "mnist",
    classes: digits,
    source: "the MNIST database of handwritten digits, Y. LeCun, C. Cortes and C. J. C. Burges",
    licence: "CC BY-SA 3.0",
    citation: "LeCun, Bottou, Bengio & Haffner 1998, Gradient-based learning applied to document recognition",
  },
  "fashion-mnist": {
    name: "fashion-mnist",
    classes: digits,
    descriptions: [
      "T-shirt/top",
      "Trouser",
      "Pullover",
      "Dress",
      "Coat",
      "Sandal",
      "Shirt",
      "Sneaker",
      "Bag",
      "Ankle boot",
    ],
    source: "Fashion-MNIST, Zalando Research",
    licence: "MIT",
    citation: "Xiao, Rasul & Vollgraf 2017, arXiv:1708.07747",
  },
} as const satisfies Record<string, ImageFamily>;
