declare module "jstat" {
  const jstat: {
    readonly studentt: { inv(probability: number, freedom: number): number };
    readonly normal: {
      cdf(value: number, mean: number, deviation: number): number;
      inv(probability: number, mean: number, deviation: number): number;
    };
  };
  export default jstat;
}
