import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";

import { session } from "@/base/session/session";
import { LANGUAGES, language } from "@/base/texts/language";
import { LANGUAGE_NAMES } from "@/base/texts/names";
import { changeLanguage, t } from "@/base/texts/translate";

import "./login.css";

const ICON = `${import.meta.env.BASE_URL}assets/icons/icon.svg`;

/** What surrounds the screens for people who are not logged in: name, card, and languages, which an account has itself. */
export function Outside({ title, children }: { title: string; children: ComponentChildren }) {
  useEffect(() => {
    document.title = `${title} · Downwind`;
  }, [title]);
  return (
    <div class="entrance">
      <p class="entrance-brand">
        <img src={ICON} alt="" width={44} height={44} />
        <span>{t("login:product")}</span>
      </p>
      <div class="card">
        <h1>{title}</h1>
        {children}
      </div>
      {!session.value && <LanguageChoice />}
    </div>
  );
}

function LanguageChoice() {
  return (
    <div class="entrance-languages" role="group" aria-label={t("session:language")}>
      {LANGUAGES.map((tag) => (
        <button
          key={tag}
          type="button"
          lang={tag}
          aria-pressed={tag === language.value}
          onClick={() => void changeLanguage(tag)}
        >
          {LANGUAGE_NAMES[tag]}
        </button>
      ))}
    </div>
  );
}
