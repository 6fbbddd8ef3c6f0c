/** What is known of a set of image files, apart from the pixels. */
export interface ImageFamily {
  /** The name that users type. */
  readonly name: string;
  /** The names of the classes, by label. */
  readonly classes: readonly string[];
  /** What each class shows, if its name does not say it. */
  readonly descriptions?: readonly string[];
  /** Who made the images. */
  readonly source: string;
  /** The licence of the images. */
  readonly licence: string;
  /** The publication to cite. */
  readonly citation?: string;
  /** The folder that torchvision makes for the set. Its files are in `raw` below it. */
  readonly torchvision?: string;
  /** How the names of the official files begin; default "train" and "t10k". */
  readonly parts?: { readonly train: string; readonly test: string };
  /** True if the files hold every image transposed. */
  readonly transposed?: true;
  /** Where the official files can be fetched. */
  readonly download?: Download;
}

/** Files, and where to fetch them. */
export interface Download {
  /** Addresses of folders that hold the files: the official one first, then its mirrors. */
  readonly places: readonly string[];
  /** The files. */
  readonly files: readonly WebFile[];
  /** If the files are inside one archive (zip): the name in the folder for each name in the archive. */
  readonly unpack?: Readonly<Record<string, string>>;
}

/** A file that can be fetched. */
export interface WebFile {
  /** The name of the file. */
  readonly name: string;
  /** Its size in bytes. */
  readonly bytes: number;
  /** Its SHA-256, in hexadecimal. */
  readonly sha256: string;
}

const digits = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/** The four official files; sizes and sums in the order train images, train labels, test images, test labels. */
function officialFiles(sums: readonly (readonly [bytes: number, sha256: string])[]): WebFile[] {
  const names = ["train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"];
  return sums.map(([bytes, sha256], k) => ({ name: `${names[k]}-ubyte.gz`, bytes, sha256 }));
}

/**
 * Every image set that comes as IDX files, by its name. This is the only list of them. The SHA-256 sums are those that
 * TensorFlow Datasets publishes (`url_checksums`).
 */
export const imageFamilies = {
  mnist: {
    name: "mnist",
    torchvision: "MNIST",
    classes: digits,
    source: "the MNIST database of handwritten digits, Y. LeCun, C. Cortes and C. J. C. Burges",
    licence: "CC BY-SA 3.0",
    citation: "LeCun, Bottou, Bengio & Haffner 1998, Gradient-based learning applied to document recognition",
    download: {
      places: [
        "https://yann.lecun.com/exdb/mnist/",
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
      ],
      files: officialFiles([
        [9912422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"],
        [28881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"],
        [1648877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"],
        [4542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"],
      ]),
    },
  },
  "fashion-mnist": {
    name: "fashion-mnist",
    torchvision: "FashionMNIST",
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
    download: {
      places: [
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
        "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
      ],
      files: officialFiles([
        [26421880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"],
        [29515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"],
        [4422102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"],
        [5148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"],
      ]),
    },
  },
  kmnist: {
    name: "kmnist",
    torchvision: "KMNIST",
    classes: digits,
    descriptions: ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"],
    source: "Kuzushiji-MNIST, created by the Center for Open Data in the Humanities (CODH) from the Kuzushiji dataset",
    licence: "CC BY-SA 4.0",
    citation: "Clanuwat, Bober-Irizar, Kitamoto, Lamb, Yamamoto & Ha 2018, arXiv:1812.01718",
    download: {
      places: ["http://codh.rois.ac.jp/kmnist/dataset/kmnist/", "https://codh.rois.ac.jp/kmnist/dataset/kmnist/"],
      files: officialFiles([
        [18165135, "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4"],
        [29497, "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17"],
        [3041136, "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5"],
        [5120, "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c"],
      ]),
    },
  },
  "emnist-digits": {
    name: "emnist-digits",
    torchvision: "EMNIST",
    classes: digits,
    source: "EMNIST, split Digits, derived from NIST Special Database 19",
    licence: "public domain (a work of the United States government)",
    citation: "Cohen, Afshar, Tapson & van Schaik 2017, arXiv:1702.05373",
    parts: { train: "emnist-digits-train", test: "emnist-digits-test" },
    transposed: true,
    download: {
      places: ["https://biometrics.nist.gov/cs_links/EMNIST/", "https://www.itl.nist.gov/iaui/vip/cs_links/EMNIST/"],
      files: [
        {
          name: "gzip.zip",
          bytes: 561753746,
          sha256: "fb9bb67e33772a9cc0b895e4ecf36d2cf35be8b709693c3564cea2a019fcda8e",
        },
      ],
      unpack: Object.fromEntries(
        ["train-images-idx3", "train-labels-idx1", "test-images-idx3", "test-labels-idx1"].map((middle) => [
          `gzip/emnist-digits-${middle}-ubyte.gz`,
          `emnist-digits-${middle}-ubyte.gz`,
        ]),
      ),
    },
  },
} as const satisfies Record<string, ImageFamily>;
