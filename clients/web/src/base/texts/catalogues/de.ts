import { collectTexts } from "../collect";

export default collectTexts(import.meta.glob("/src/**/texts/de.json", { eager: true }));
