import { collectTexts } from "../collect";

export default collectTexts(import.meta.glob("/src/**/texts/en.json", { eager: true }));
