import { collectTexts } from "../collect";

export default collectTexts(import.meta.glob("/src/**/texts/es.json", { eager: true }));
