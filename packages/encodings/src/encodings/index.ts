// Every encoding, and the only list of them.
export { amplitude } from "./amplitude.js";
export { angle } from "./angle.js";
export { basis } from "./basis.js";
export { iqp } from "./iqp.js";
export { zzFeatureMap } from "./zz-feature-map.js";
export { reUploading } from "./re-uploading.js";
