import { collectTexts } from "../collect";

export default collectTexts(import.meta.glob("/src/**/texts/fr.json", { eager: true }));
