"""The words by which spreadsheets of schools call what an import reads, in English, German, Spanish and French.

Compared without case, accents and signs (`fold_heading`). A word may stand for one thing only, within its table. The
words of our own exports are not in the tables, but read from the catalogues of all languages, and go before them.
"""

from collections.abc import Iterable, Mapping
from functools import cache

from django.utils.translation import gettext, gettext_lazy

from accounts.roles import Role
from core.tables.headings import fold_heading
from office.base.tables.labels import write_in_each_language


def fold_words(words: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """The thing of each word, by the folded word. Raises ValueError for a word of two things."""
    things: dict[str, str] = {}
    for thing, synonyms in words.items():
        for word in map(fold_heading, synonyms):
            if things.setdefault(word, thing) != thing:
                raise ValueError(f"“{word}” is both {things[word]} and {thing}.")
    return things


NEITHER_YES_NOR_NO = gettext_lazy("This must be yes or no, or empty.")
# Headings by column of our own. What `name` alone means depends on the other headings (office/imports/guessing.py).
HEADINGS: dict[str, str] = fold_words(
    {
        "email": (
            "email", "e-mail address", "mail", "mail address", "login", "user name", "username", "E-Mail-Adresse",
            "Mailadresse", "Benutzername", "Anmeldename", "correo", "correo electrónico", "dirección de correo",
            "dirección de correo electrónico", "dirección de email", "usuario", "courriel", "adresse e-mail",
            "adresse mail", "adresse de courriel", "adresse électronique", "identifiant",
        ),
        "name": (
            "first name", "firstname", "given name", "forename", "Vorname", "Rufname", "nombre de pila", "nombres",
            "prénom", "prénoms",
        ),
        "surname": (
            "surname", "last name", "lastname", "family name", "Nachname", "Familienname", "Zuname", "apellido",
            "apellidos", "primer apellido", "nom de famille", "nom d'usage",
        ),
        "full_name": (
            "full name", "display name", "student", "student name", "person", "participant", "last name, first name",
            "surname, name", "vollständiger Name", "Anzeigename", "Name, Vorname", "Nachname, Vorname",
            "Vor- und Nachname", "Vorname Nachname", "Teilnehmer", "Teilnehmerin", "Schüler", "Flugschüler",
            "nombre completo", "nombre y apellidos", "apellidos y nombre", "apellidos, nombre", "alumno", "nom complet",
            "nom et prénom", "nom prénom", "prénom et nom", "élève", "stagiaire",
        ),
        "role": (
            "role", "user role", "user group", "position", "Rolle", "Funktion", "Benutzergruppe", "Benutzerrolle",
            "rol", "función", "puesto", "cargo", "rôle", "fonction", "poste",
        ),
        "phone": (
            "phone", "phone number", "telephone", "mobile", "mobile phone", "cell phone", "cell", "Telefon",
            "Telefonnummer", "Handy", "Handynummer", "Mobil", "Mobiltelefon", "Mobilnummer", "Tel", "teléfono",
            "número de teléfono", "móvil", "celular", "téléphone", "numéro de téléphone", "portable",
            "téléphone portable",
        ),
        "country_id": (
            "country", "country code", "Land", "Ländercode", "Staat", "país", "código de país", "pays", "code pays",
        ),
        "timezone_id": ("time zone", "Zeitzone", "zona horaria", "huso horario", "fuseau horaire"),
        "language": (
            "language", "preferred language", "Sprache", "bevorzugte Sprache", "idioma", "lengua", "langue",
            "langue préférée",
        ),
        "pilot_group": (
            "group", "groups", "pilot group", "pilot groups", "class", "cohort", "intake", "Gruppe", "Gruppen",
            "Pilotengruppe", "Lehrgang", "Kurs", "Klasse", "Jahrgang", "globale Gruppe", "grupo", "grupos", "cohorte",
            "promoción", "clase", "groupe", "groupes", "promotion", "classe",
        ),
        "expires_on": (
            "expires", "expires on", "expiry", "expiry date", "last day", "end date", "valid until", "Ablauf",
            "Ablaufdatum", "gültig bis", "letzter Tag", "Enddatum", "caduca", "fecha de caducidad", "válido hasta",
            "último día", "fecha de fin", "expire le", "date d'expiration", "valable jusqu'au", "dernier jour",
            "date de fin",
        ),
        "is_active": (
            "active", "is active", "may log in", "enabled", "aktiv", "freigeschaltet", "darf sich anmelden", "activo",
            "habilitado", "actif", "activé",
        ),
        "training": (
            "training", "course", "programme", "program", "Ausbildung", "Training", "Schulung", "formación", "curso",
            "entrenamiento", "formation", "cours",
        ),
        "training_id": ("training id", "course id"),
        "supervisor": (
            "supervisor", "instructor", "tutor", "mentor", "Betreuer", "Betreuerin", "Fluglehrer", "Fluglehrerin",
            "Lehrer", "Ausbilder", "supervisora", "instructora", "profesor", "superviseur", "instructeur",
            "instructrice", "moniteur", "formateur",
        ),
        "finish_before": (
            "finish before", "finish by", "deadline", "due", "due date", "Frist", "fertig bis", "Abschluss bis",
            "abzuschließen bis", "fällig am", "fecha límite", "plazo", "terminar antes de", "échéance", "date limite",
            "à terminer avant le",
        ),
        "finished": (
            "finished", "finished on", "completed", "completed on", "abgeschlossen", "abgeschlossen am", "beendet am",
            "terminado", "finalizado", "completado", "terminé", "terminé le", "achevé",
        ),
        "exam": ("exam", "test", "bank", "question bank", "Prüfung", "Klausur", "examen", "prueba", "épreuve"),
        "exam_id": ("exam id",),
        "text": (
            "text", "question", "question text", "stem", "Frage", "Fragetext", "Fragestellung", "pregunta",
            "texto de la pregunta", "enunciado", "texte", "texte de la question", "énoncé",
        ),
        "correct": (
            "correct", "correct answer", "correct option", "right", "right answer", "answer", "solution", "key",
            "richtig", "richtige Antwort", "Lösung", "korrekt", "correcta", "respuesta correcta", "solución",
            "bonne réponse", "réponse correcte", "réponse juste", "corrigé",
        ),
        "shuffle": (
            "shuffle", "shuffle answers", "mix", "mischen", "Antworten mischen", "mezclar", "barajar",
            "mezclar respuestas", "mélanger", "mélanger les réponses",
        ),
        "picture": ("picture", "image", "figure", "Bild", "Abbildung", "imagen", "figura"),
    }
)  # fmt: skip
# Before the letter or number of an option: `Antwort A`, `option 1`.
OPTION_WORDS = ("", "option", "answer", "choice", "Antwort", "Auswahl", "respuesta", "opción", "réponse", "choix")
# Headings that are a first name, a family name or both, depending on the others.
NAME_WORDS = frozenset(map(fold_heading, ("name", "nombre", "nom", "names")))
SURNAME_FIRST_WORDS = frozenset(
    map(
        fold_heading,
        (
            "last name, first name", "surname, name", "Name, Vorname", "Nachname, Vorname", "apellidos y nombre",
            "apellidos, nombre", "nom et prénom", "nom prénom",
        ),
    )
)  # fmt: skip

ROLES: dict[str, str] = fold_words(
    {
        str(Role.ADMINISTRATOR.value): ("Administrator", "Admin", "Administratorin", "administrador", "administradora",
            "administrateur", "administratrice"),
        str(Role.ACCOUNTABLE_MANAGER.value): ("Accountable Manager", "verantwortlicher Betriebsleiter",
            "verantwortliche Betriebsleiterin", "verantwortlicher Geschäftsführer", "gerente responsable",
            "director responsable", "directora responsable", "dirigeant responsable", "dirigeante responsable"),
        str(Role.OPERATIONS_MANAGER.value): ("Operations Manager", "Betriebsleiter", "Betriebsleiterin",
            "Flugbetriebsleiter", "Flugbetriebsleiterin", "jefe de operaciones", "jefa de operaciones",
            "responsable de operaciones", "responsable des opérations", "chef des opérations"),
        str(Role.CHIEF_PILOT.value): ("Chief Pilot", "Chefpilot", "Chefpilotin", "jefe de pilotos", "jefa de pilotos",
            "piloto jefe", "chef pilote", "cheffe pilote"),
        str(Role.TRAINING_MANAGER.value): ("Training Manager", "Manager", "Head of Training", "Ausbildungsleiter",
            "Ausbildungsleiterin", "Leiter der Ausbildung", "Leiterin der Ausbildung", "Schulungsleiter",
            "Schulungsleiterin", "jefe de formación", "jefa de formación", "responsable de formación",
            "jefe de enseñanza", "responsable de formation", "responsable de la formation", "chef de la formation"),
        str(Role.CHIEF_INSTRUCTOR.value): ("Chief Instructor", "Chief Flight Instructor", "CFI", "Cheffluglehrer",
            "Cheffluglehrerin", "leitender Fluglehrer", "leitende Fluglehrerin", "Chefinstruktor", "instructor jefe",
            "instructora jefa", "jefe de instructores", "jefe de instrucción", "chef instructeur",
            "instructeur en chef", "chef pilote instructeur"),
        str(Role.INSTRUCTOR.value): ("Instructor", "Instructors", "Flight Instructor", "Teacher", "Fluglehrer",
            "Fluglehrerin", "Lehrer", "Lehrerin", "Instruktor", "Instruktorin", "Ausbilder", "Ausbilderin",
            "instructora", "instructor de vuelo", "instructora de vuelo", "profesor", "profesora", "instructeur",
            "instructrice", "instructeur de vol", "formateur", "formatrice"),
        str(Role.PILOT.value): ("Pilot", "Pilots", "Pilotin", "piloto", "pilota", "pilote"),
        str(Role.STUDENT.value): ("Student", "Students", "Trainee", "Student Pilot", "Pupil", "Schüler", "Schülerin",
            "Flugschüler", "Flugschülerin", "Teilnehmer", "Teilnehmerin", "Lernender", "Lernende", "Studentin",
            "alumno", "alumna", "estudiante", "alumno piloto", "alumna piloto", "élève", "étudiant", "étudiante",
            "élève pilote", "stagiaire", "apprenant", "apprenante"),
    }
)  # fmt: skip
ANSWERS: dict[str, bool] = {
    word: thing == "yes"
    for word, thing in fold_words(
        {
            "yes": ("yes", "y", "true", "1", "x", "on", "active", "ja", "j", "wahr", "aktiv", "sí", "s", "verdadero",
                "oui", "o", "vrai", "actif"),
            "no": ("no", "n", "false", "0", "off", "inactive", "nein", "falsch", "inaktiv", "falso", "inactivo",
                "non", "faux", "inactif"),
        }
    ).items()
}  # fmt: skip
LANGUAGES: dict[str, str] = fold_words(
    {
        "en": ("en", "English", "Englisch", "inglés", "anglais"),
        "de": ("de", "German", "Deutsch", "alemán", "allemand"),
        "es": ("es", "Spanish", "Spanisch", "español", "castellano", "espagnol"),
        "fr": ("fr", "French", "Französisch", "francés", "français"),
    }
)  # fmt: skip


def find_role(text: str) -> str:
    """The number of the role that a text names in one of the languages; the text itself if it names none."""
    folded = fold_heading(text)
    return list_own_roles().get(folded) or ROLES.get(folded, text)


@cache
def list_own_roles() -> dict[str, str]:
    """The number of each role by what we call it in any language."""
    written = write_in_each_language(lambda: [(str(role.label), str(role.value)) for role in Role])
    return {fold_heading(label): number for labels in written.values() for label, number in labels}


def find_answer(text: str) -> bool | None:
    """Whether a text says yes or no in one of the languages; None if it says neither."""
    folded = fold_heading(text)
    return list_own_answers().get(folded, ANSWERS.get(folded))


@cache
def list_own_answers() -> dict[str, bool]:
    """What the cells of our exports have for true and false in any language (`format_cell`)."""
    written = write_in_each_language(lambda: [(gettext("yes"), True), (gettext("no"), False)])
    return {fold_heading(word): value for words in written.values() for word, value in words}


def find_language(text: str) -> str:
    return LANGUAGES.get(fold_heading(text), text)
