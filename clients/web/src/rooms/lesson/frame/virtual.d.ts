declare module "virtual:slide-frame" {
  /** The document of the frame, as text. */
  const html: string;
  export default html;
}
